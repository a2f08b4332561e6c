/** Matrix products as ONNX nodes. */
import { int } from "./attributes.ts";
import type { EmitterTable } from "./emission.ts";
import { emitTranspose } from "./emit-layout.ts";

export const matmulEmitters: EmitterTable<"matmul"> = {
  matmul: ({ inputs: [a, b], attributes: { transposeA, transposeB } }, { builder, value }) => {
    const [left, right] = [value(a), value(b)];
    if (!transposeA && !transposeB) return builder.add("MatMul", [left, right]);
    if (a.shape.length === 2 && b.shape.length === 2)
      return builder.add("Gemm", [left, right], {
        transA: int(transposeA ? 1 : 0),
        transB: int(transposeB ? 1 : 0),
      });
    // ONNX Runtime fuses these transpositions into its product.
    const swapped = (name: string, rank: number): string =>
      emitTranspose(builder, name, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
    return builder.add("MatMul", [
      transposeA ? swapped(left, a.shape.length) : left,
      transposeB ? swapped(right, b.shape.length) : right,
    ]);
  },
};
