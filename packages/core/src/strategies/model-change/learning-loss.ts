/** The learning loss strategy: items whose loss a module on the model's own features predicts to be high. */

import { defineStrategy } from "../shared/define-strategy.ts";
import { selectTop } from "../shared/select-top.ts";
import { shortNumber } from "../shared/grouped.ts";

/**
 * The highest predicted losses in a random subset of the candidates; the subset keeps a batch from being all alike.
 * Its default share, 0.2, is the paper's 10,000 of the 50,000 images of CIFAR-10.
 * Departure: the paper fixes the number of images in the subset; here it is a share of the candidates left.
 */
export const learningLoss = defineStrategy({
  name: "learning-loss",
  title: "Learning loss",
  paper: "Yoo and Kweon 2019, Learning Loss for Active Learning, arXiv 1905.03677, sections 3.1 and 4",
  needs: ["predictedLoss"],
  parameters: [],
  subset: 0.2,
  cost: "O(n log n) time, O(n) memory",
  avoidWhen: "the module's ranking accuracy is no better than that of entropy",
  prefix: true,
  scoresFall: true,
  work: ({ items }) => items,
  memory: ({ items }) => 40 * items,
  async select(signals, request, _params, context) {
    const loss = signals.predictedLoss;
    return selectTop(
      request,
      context,
      (item) => loss[item],
      (score) => `predicted loss ${shortNumber(score)}`,
    );
  },
});
