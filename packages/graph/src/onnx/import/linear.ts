/** Importers of matrix products. */
import type { Expression } from "../../expression.ts";
import { add, multiply } from "../../ops/elementwise.ts";
import { reshape } from "../../ops/layout.ts";
import { matmul } from "../../ops/matmul.ts";
import { float, inputOf, int, type Call, type Importers } from "./call.ts";
import { fromPlain, weightOf, type Value } from "./value.ts";

/** alpha A B + beta C */
function importGemm(call: Call): Value {
  const [transposeA, transposeB] = [int(call, "transA", 0) !== 0, int(call, "transB", 0) !== 0];
  const product = matmul(weightOf(inputOf(call, 0)), weightOf(inputOf(call, 1)), { transposeA, transposeB });
  const scaled = scale(product, float(call, "alpha", 1));
  const bias = call.inputs[2];
  return fromPlain(bias === undefined ? scaled : add(scaled, scale(weightOf(bias), float(call, "beta", 1))));
}

function scale(x: Expression, factor: number): Expression {
  return factor === 1 ? x : multiply(x, factor);
}

/** numpy's matmul: a vector on the left is a row, on the right a column, and its axis of one side is dropped. */
function importMatMul(call: Call): Value {
  const [a, b] = [weightOf(inputOf(call, 0)), weightOf(inputOf(call, 1))];
  const row = a.shape.length === 1;
  const column = b.shape.length === 1;
  const product = matmul(row ? reshape(a, [1, a.shape[0]]) : a, column ? reshape(b, [b.shape[0], 1]) : b);
  const rank = product.shape.length;
  const kept = product.shape.filter(
    (_, axis) => !(row && axis === rank - 2) && !(column && axis === rank - 1),
  );
  return fromPlain(reshape(product, kept));
}

export const linear: Importers = { Gemm: importGemm, MatMul: importMatMul };
