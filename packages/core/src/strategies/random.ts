/** The random strategy: the baseline every other one is measured against. */

import type { Strategy } from "../contracts.ts";
import { split, uniformFor } from "../random/key.ts";
import { checkRequest } from "./shared/check-request.ts";
import { selectTop } from "./shared/select-top.ts";
import { shortNumber } from "./shared/grouped.ts";

/** Picks uniformly at random without replacement: the highest of independent uniform draws keyed by item id. */
export const random: Strategy = {
  name: "random",
  title: "Random",
  paper: "Simple random sampling without replacement, by ordering independent uniform draws",
  needs: [],
  parameters: [],
  cost: "O(n log n) time, O(n) memory",
  avoidWhen: "labels are dear and a model or embeddings are at hand",
  prefix: true,
  async select(signals, request, context) {
    checkRequest(random, signals, request);
    const draws = split(request.key, "random");
    return selectTop(
      request,
      context,
      1,
      (item) => uniformFor(draws, request.ids[item]),
      (score) => `random draw ${shortNumber(score)}`,
    );
  },
};
