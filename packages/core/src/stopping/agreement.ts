/** The rule `agreement`: stop when one model after another says the same. */

import { grouped } from "../strategies/shared/grouped.ts";
import { cohenKappa } from "./cohen-kappa.ts";
import { defineRule } from "./define-rule.ts";

/**
 * Stops when Cohen's kappa between the predictions of successive models on a fixed set of images that need no labels,
 * averaged over the last `window` pairs of models, is at least `kappa`: the stabilising predictions of the paper, with
 * its window of three and its 0.99. The paper's stop set has 2,000 items or more. Kappa bounds how far two models differ
 * in F-measure (Bloodgood and Grothendieck 2013, arXiv 1504.06329), not how far more labels would go.
 *
 * It compares one class an image, so it does not apply to boxes and poses.
 */
export const agreement = defineRule({
  name: "agreement",
  title: "Agreement of successive models",
  source:
    "Bloodgood and Vijay-Shanker 2009, A method for stopping active learning based on stabilizing predictions and the " +
    "need for user-adjustable stopping, CoNLL 2009, 39-47, arXiv 1409.5165",
  tasks: ["classification"],
  parameters: [
    {
      name: "kappa",
      type: "number",
      default: 0.99,
      min: 0,
      minExclusive: true,
      max: 1,
      help: "the mean agreement beyond chance that is asked for",
    },
    {
      name: "window",
      type: "integer",
      default: 3,
      min: 1,
      max: 100,
      help: "pairs of successive models averaged over",
    },
  ],
  advise({ rounds }, { kappa: wanted, window }) {
    const models = rounds.slice(-1 - window).map(({ predicted }) => predicted);
    if (models.length <= window)
      return {
        stop: undefined,
        reason: `Agreement over a window of ${window} needs ${window + 1} models; there are ${models.length}.`,
      };
    const kappas: number[] = [];
    for (let m = 1; m < models.length; m += 1) {
      const [before, after] = [models[m - 1], models[m]];
      if (before === undefined || after === undefined || after.length === 0)
        return { stop: undefined, reason: "A model of the window has no predictions on the stop set." };
      const kappa = cohenKappa(before, after);
      if (kappa === undefined)
        return {
          stop: undefined,
          reason:
            "Two successive models put all images of the stop set in one class, so agreement says nothing.",
        };
      kappas.push(kappa);
    }
    const mean = kappas.reduce((sum, kappa) => sum + kappa, 0) / window;
    const images = (models[0] as Int32Array).length;
    return {
      stop: mean >= wanted,
      reason:
        `Successive models agree with a mean kappa of ${mean.toFixed(3)} over the last ${window === 1 ? "pair" : `${window} pairs`} on ` +
        `${grouped(images)} images, ${mean >= wanted ? "at least" : "below"} ${wanted}.`,
      facts: { kappa: mean, last: kappas[window - 1], images },
    };
  },
});
