/** The entropy strategy: items whose predicted distribution is most spread out. */

import type { Strategy } from "../contracts.ts";
import { naturalLog } from "../array/natural-log.ts";
import { checkRequest } from "./shared/check-request.ts";
import { selectTop } from "./shared/select-top.ts";
import { subsetParameter } from "./shared/subset.ts";
import { shortNumber } from "./shared/grouped.ts";

/** score = -sum_c p_c ln p_c in nats, with 0 ln 0 = 0; in [0, ln classes]. */
export const entropy: Strategy = {
  name: "entropy",
  title: "Entropy",
  paper: "Shannon 1948, doi 10.1002/j.1538-7305.1948.tb01338.x; as in Settles 2009, section 3.1",
  needs: ["probabilities"],
  parameters: [subsetParameter(1)],
  cost: "O(n k + n log n) time, O(n) memory",
  avoidWhen: "the pool holds many near-duplicates, or fewer than about ten labels a class are known",
  prefix: true,
  async select(signals, request, context) {
    const { subset } = checkRequest(entropy, signals, request);
    const { cols, data } = signals.probabilities!;
    return selectTop(
      request,
      context,
      subset,
      (item) => {
        let sum = 0;
        for (let j = item * cols; j < (item + 1) * cols; j += 1) {
          if (data[j] > 0) sum -= data[j] * naturalLog(data[j]);
        }
        return sum;
      },
      (score) => `entropy ${shortNumber(score)} nats`,
    );
  },
};
