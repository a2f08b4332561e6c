/** What labelling one item would do to the expected loss of another, one step of training later. */

import { exponential } from "../../../array/exponential.ts";
import { naturalLog } from "../../../array/natural-log.ts";

export type LossForm = "zero-one" | "entropy";

const KAPPA_LIMIT = 300; // beyond e^300 a probability is 0 or 1 to the last bit

/**
 * sum_c p_c loss(q_c), where p are the probabilities of the item that is labelled and q_c those of the other after it was
 * labelled c: its logits move by kappa (e_c - p). loss is 1 - max q ("zero-one") or -sum q ln q in nats ("entropy").
 * All labels together take k + 1 exponentials, for q_c,j is proportional to a_j = q_j e^(-kappa p_j), but for j = c to
 * e^kappa a_c.
 *
 * @param p (classes) probabilities of the labelled item
 * @param logs natural logarithms of the other's probabilities, logs[at] and on; -Infinity where there is none
 * @param a (classes) is written over
 * @param exponents (classes) is written over
 */
export function expectedLossAfter(
  form: LossForm,
  p: Float64Array,
  logs: Float64Array,
  at: number,
  kappa: number,
  a: Float64Array,
  exponents: Float64Array,
): number {
  const classes = p.length;
  const shift = Math.max(-KAPPA_LIMIT, Math.min(KAPPA_LIMIT, kappa));
  let top = 0;
  for (let c = 0; c < classes; c += 1) {
    exponents[c] = logs[at + c] - shift * p[c];
    if (exponents[c] > exponents[top]) top = c;
  }
  const highest = exponents[top];
  let rest = 0; // sums over all but the top, whose a is 1 and whose exponent is 0
  let restOfLogs = 0;
  let second = 0;
  for (let c = 0; c < classes; c += 1) {
    a[c] = exponential((exponents[c] -= highest));
    if (a[c] === 0) exponents[c] = 0; // 0 ln 0 = 0
    if (c === top) continue;
    rest += a[c];
    restOfLogs += a[c] * exponents[c];
    if (a[c] > second) second = a[c];
  }
  // Divided by the larger of e^kappa and 1, so that nothing overflows.
  const fade = exponential(-Math.abs(shift));
  const own = shift < 0 ? fade : 1;
  const others = shift < 0 ? 1 : fade;
  const logOwn = Math.min(0, shift);
  const logOthers = -Math.max(0, shift);
  let expected = 0;
  for (let c = 0; c < classes; c += 1) {
    if (p[c] === 0) continue;
    const mass = own * a[c];
    const otherMass = others * (c === top ? rest : 1 + (rest - a[c]));
    const sum = mass + otherMass;
    if (form === "zero-one") {
      const largest = Math.max(mass, others * (c === top ? second : 1));
      expected += p[c] * (1 - largest / sum);
    } else {
      const otherLogs = others * (c === top ? restOfLogs : restOfLogs - a[c] * exponents[c]);
      const logs = mass * (logOwn + exponents[c]) + otherLogs + otherMass * logOthers;
      expected += p[c] * (naturalLog(sum) - logs / sum);
    }
  }
  return expected;
}
