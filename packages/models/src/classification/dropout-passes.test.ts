/** Tests of the dropout passes: their masks are shared, their mean is near the model's own prediction. */
import { generator, keyFrom, logitsOf, matrix, row, softmaxInPlace } from "@querent/core";
import type { LastLayer, Matrix } from "@querent/core";
import { describe, expect, it } from "vitest";
import { dropoutPasses } from "./dropout-passes.ts";

const draw = generator(keyFrom("passes"));
const normals = (rows: number, cols: number): Matrix =>
  matrix(
    rows,
    cols,
    Float32Array.from({ length: rows * cols }, () => draw.normal()),
  );
const lastLayer: LastLayer = { weights: normals(12, 3), bias: normals(1, 3).data };
const request = { rows: Int32Array.of(0, 1, 3), passes: 40, rate: 0.5, key: keyFrom(1) };

describe("dropoutPasses", () => {
  it("gives twins the same probabilities in every pass, and leaves other rows at zero", async () => {
    const embeddings = normals(4, 12);
    embeddings.data.copyWithin(12, 0, 12);
    const { members, rows, cols, data } = await dropoutPasses(lastLayer, embeddings, request);
    expect([members, rows, cols]).toEqual([40, 4, 3]);
    const of = (pass: number, item: number): number[] =>
      Array.from(data.subarray((pass * 4 + item) * 3, (pass * 4 + item + 1) * 3));
    for (let pass = 0; pass < members; pass += 1) {
      expect(of(pass, 1)).toEqual(of(pass, 0));
      expect(of(pass, 2)).toEqual([0, 0, 0]);
      expect(of(pass, 3).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    }
    expect(new Set(Array.from({ length: members }, (_, pass) => String(of(pass, 3)))).size).toBeGreaterThan(
      30,
    );
  });

  it("drops units whole: an item with one active unit has two predictions only", async () => {
    const embeddings = matrix(1, 12);
    embeddings.data[5] = 1;
    const { data } = await dropoutPasses(lastLayer, embeddings, { ...request, rows: Int32Array.of(0) });
    const seen = new Set(
      Array.from({ length: 40 }, (_, pass) => String(data.subarray(pass * 3, pass * 3 + 3))),
    );
    const expected = [0, 2].map((scale) => {
      const logits = logitsOf(
        lastLayer,
        row(embeddings, 0).map((h) => h * scale),
        new Float64Array(3),
      );
      return String(Float32Array.from(softmaxInPlace(logits)));
    });
    expect([...seen].sort()).toEqual(expected.sort());
  });

  it("repeats for a key and differs for another", async () => {
    const embeddings = normals(4, 12);
    const [a, b, c] = await Promise.all(
      [1, 1, 2].map((seed) => dropoutPasses(lastLayer, embeddings, { ...request, key: keyFrom(seed) })),
    );
    expect(a.data).toEqual(b.data);
    expect(a.data).not.toEqual(c.data);
  });
});
