import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeIdx, parseIdx } from "./idx.ts";

const array = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }).chain((dims) => {
  const length = dims.reduce((product, dim) => product * dim, 1);
  return fc.record({
    dims: fc.constant(dims),
    data: fc.uint8Array({ minLength: length, maxLength: length }),
  });
});

test("what is written is read back, gzipped or plain", () => {
  fc.assert(
    fc.property(array, fc.boolean(), (idx, gzip) => {
      const bytes = encodeIdx(idx);
      const read = parseIdx(gzip ? gzipSync(bytes) : bytes, "x");
      expect(read.dims).toEqual(idx.dims);
      expect([...read.data]).toEqual([...idx.data]);
    }),
  );
});

test("every shorter or longer file is refused by name", () => {
  const bytes = encodeIdx({ dims: [2, 3], data: new Uint8Array(6) });
  for (let length = 0; length < bytes.length; length++)
    expect(() => parseIdx(bytes.subarray(0, length), "labels")).toThrow(/^labels is truncated: /);
  expect(() => parseIdx(new Uint8Array([...bytes, 0]), "labels")).toThrow(
    "labels has bytes left over: shape 2 x 3 takes 18 bytes, the file has 19.",
  );
});

describe("malformed files", () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ["not IDX", new TextEncoder().encode("hello"), /must begin with two zero bytes; got 0x68 0x65/],
    [
      "floats",
      new Uint8Array([0, 0, 0x0d, 1, 0, 0, 0, 0]),
      /must hold unsigned bytes .* got 32-bit floats \(0x0d\)/,
    ],
    ["unknown type", new Uint8Array([0, 0, 0x07, 1, 0, 0, 0, 0]), /got an unknown type \(0x07\)/],
    ["no dimension", new Uint8Array([0, 0, 8, 0]), /at least one dimension/],
    ["truncated gzip", gzipSync(new Uint8Array(999)).subarray(0, 15), /its gzip data is truncated/],
    ["damaged gzip", new Uint8Array([0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9]), /its gzip data is damaged/],
  ];
  test.each(cases)("%s", (_, bytes, message) => {
    expect(() => parseIdx(bytes, "data/file")).toThrow(message);
    expect(() => parseIdx(bytes, "data/file")).toThrow(/^data\/file /);
  });
});

test("a shape that its bytes do not fill is not written", () => {
  expect(() => encodeIdx({ dims: [2, 2], data: new Uint8Array(3) })).toThrow("must have 4 bytes; got 3");
});
