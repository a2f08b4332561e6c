/** The error function, composed of operators that have gradients. */
import type { Expression } from "../../expression.ts";
import {
  abs,
  add,
  exp,
  multiply,
  negate,
  reciprocal,
  square,
  step,
  subtract,
} from "../../ops/elementwise.ts";

/** Coefficients of t, t^2, ..., t^5. */
const coefficients = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];

/**
 * erf(x) = sign(x) (1 - (a1 t + ... + a5 t^5) e^(-x^2)), t = 1 / (1 + 0.3275911 |x|), within 1.5e-7 of the exact
 * value everywhere (Abramowitz & Stegun, Handbook of Mathematical Functions, 7.1.26): float32's own precision.
 */
export function erf(x: Expression): Expression {
  const t = reciprocal(add(multiply(abs(x), 0.3275911), 1));
  const [highest, ...lower] = coefficients.toReversed();
  // Horner's rule; every coefficient is multiplied by t at least once.
  const polynomial = lower.reduce((sum, a) => multiply(add(sum, a), t), multiply(t, highest));
  const size = subtract(1, multiply(polynomial, exp(negate(square(x)))));
  return multiply(subtract(multiply(step(x), 2), 1), size);
}
