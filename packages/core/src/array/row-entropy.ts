/** The entropy of one row of probabilities. */
import type { Matrix } from "../contracts.ts";
import { naturalLog } from "./natural-log.ts";

/** H_i = -sum_c p_ic ln p_ic in nats, with 0 ln 0 = 0; in [0, ln classes]. */
export function rowEntropy({ cols, data }: Matrix, i: number): number {
  let sum = 0;
  for (let j = i * cols; j < (i + 1) * cols; j += 1) if (data[j] > 0) sum -= data[j] * naturalLog(data[j]);
  return sum;
}
