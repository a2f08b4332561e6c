/** Matrix products. */
import { makeExpression, requireFloat, type Expression } from "../expression.ts";
import { broadcastShapes } from "../shape.ts";

/**
 * (..., m, k) x (..., k, n) -> (..., m, n); the leading batch axes broadcast.
 * `transposeA` reads a as (..., k, m), `transposeB` reads b as (..., n, k).
 */
export function matmul(
  a: Expression,
  b: Expression,
  options: { transposeA?: boolean; transposeB?: boolean } = {},
): Expression {
  const { transposeA = false, transposeB = false } = options;
  for (const side of [a, b]) requireFloat("matmul", side);
  if (a.shape.length < 2 || b.shape.length < 2)
    throw new Error(`matmul needs at least two axes on each side; got [${a.shape}] and [${b.shape}].`);
  const [rows, inner] = lastTwo(a, transposeA);
  const [innerB, cols] = lastTwo(b, transposeB);
  if (inner !== innerB)
    throw new Error(
      `matmul needs equal inner sizes; got ${inner} and ${innerB} from [${a.shape}] and [${b.shape}].`,
    );
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return makeExpression("matmul", [a, b], { transposeA, transposeB }, [...batch, rows, cols]);
}

function lastTwo(x: Expression, transposed: boolean): [number, number] {
  const [first, second] = [x.shape[x.shape.length - 2], x.shape[x.shape.length - 1]];
  return transposed ? [second, first] : [first, second];
}
