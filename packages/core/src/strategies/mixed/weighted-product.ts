/** The weighted product: several objectives multiplied, each to a power of its own, items chosen one at a time. */

import type { NumberParameter, SignalName, Strategy } from "../contract.ts";
import { defineStrategy } from "../shared/define-strategy.ts";
import { shortNumber } from "../shared/grouped.ts";
import { objectives, type Objective, type ProductTerm } from "../shared/product/objectives.ts";
import { productMemory, productWork, selectByProduct } from "../shared/product/select-by-product.ts";

export type { Objective, ObjectiveTerm, ProductTerm, WeightsTerm } from "../shared/product/objectives.ts";

const PAPER =
  "Lightly, Selection Strategy Combination, docs.lightly.ai/docs/selection-strategy-combination: " +
  "overall_score = product(objective ^ strength), items chosen one after the other";
const AVOID =
  "you cannot say how much one objective is worth in terms of another: strengths are powers, not shares";
const MOST = 10;

/**
 * A strategy that chooses items one at a time, each with the highest product over `terms` of objective^strength. The
 * scale of an objective does not matter, as multiplying it by a constant multiplies every product alike. The objectives
 * are defined at `objectiveValues`; diversity is the distance to the nearest item labelled or chosen before. Its needs
 * are the signals that the terms of a strength other than 0 read. The score is the product when the item was chosen.
 *
 * Departure: Lightly does not say what it does with objectives that are zero; here they count as 1e-12 of the largest.
 *
 * @throws when there is no term, an objective is not known or is there twice, or a strength is not in [-10, 10]
 */
export function weightedProduct(terms: readonly ProductTerm[]): Strategy {
  checkTerms(terms);
  const used = terms.filter(({ strength }) => strength !== 0);
  const words = used.map((term) => `${nameOf(term)} ^ ${shortNumber(term.strength)}`);
  return defineStrategy({
    name: "weighted-product",
    title: `Product of ${words.join(" x ") || "nothing"}`,
    paper: PAPER,
    needs: needsOf(used),
    parameters: [],
    cost: "O(n d (labelled + b)) time with diversity, O(n^2 d) with typicality up to 5,000 candidates and O(n d) above",
    avoidWhen: AVOID,
    prefix: true,
    work: (size) => productWork(terms, size),
    memory: (size) => productMemory(terms, size),
    select: (signals, request, _params, context) => selectByProduct(terms, signals, request, context),
  });
}

/** The weighted product of doubt, diversity and typicality, their strengths as parameters. */
export const weightedProductByStrength = defineStrategy({
  name: "weighted-product",
  title: "Weighted product",
  paper: PAPER,
  needs: ["probabilities", "embeddings"],
  parameters: [
    strength("entropy", 1, "the entropy of the prediction"),
    strength("margin", 0, "1 - the margin between the two most likely classes"),
    strength("leastConfidence", 0, "1 - the probability of the most likely class"),
    strength("diversity", 1, "the distance to the nearest item labelled or chosen"),
    strength("typicality", 0, "the nearness of its 20 nearest neighbours"),
  ],
  cost: "O(n (k + d (labelled + b))) time, and O(n min(n, 5000) d) with typicality; O(n) memory",
  avoidWhen: AVOID,
  prefix: true,
  work: (size, params) => productWork(termsOf(params), size),
  memory: (size, params) => productMemory(termsOf(params), size),
  select: (signals, request, params, context) => selectByProduct(termsOf(params), signals, request, context),
});

function strength<const N extends string>(
  name: N,
  byDefault: number,
  what: string,
): NumberParameter & { readonly name: N; readonly type: "number"; readonly default: number } {
  return {
    name,
    type: "number",
    default: byDefault,
    min: -MOST,
    max: MOST,
    help: `power of ${what}: 0 leaves it out, a negative one turns it round`,
  };
}

function termsOf(params: {
  readonly entropy: number;
  readonly margin: number;
  readonly leastConfidence: number;
  readonly diversity: number;
  readonly typicality: number;
}): ProductTerm[] {
  return [
    { objective: "entropy", strength: params.entropy },
    { objective: "margin", strength: params.margin },
    { objective: "least-confidence", strength: params.leastConfidence },
    { objective: "diversity", strength: params.diversity },
    { objective: "typicality", strength: params.typicality },
  ];
}

function needsOf(terms: readonly ProductTerm[]): SignalName[] {
  const needs = new Set<SignalName>();
  for (const { objective } of terms) {
    if (objective === "weights") continue;
    if (objective === "similarity") needs.add("embeddings");
    needs.add(objectives[objective]);
  }
  return Array.from(needs);
}

function checkTerms(terms: readonly ProductTerm[]): void {
  if (terms.length === 0) throw new RangeError("A weighted product needs at least one term; got none.");
  const seen = new Set<string>();
  for (const term of terms) {
    const known = [...Object.keys(objectives), "weights"];
    if (!known.includes(term.objective)) {
      throw new RangeError(
        `An objective must be one of ${known.join(", ")}; got "${String(term.objective)}".`,
      );
    }
    if (!Number.isFinite(term.strength) || Math.abs(term.strength) > MOST) {
      throw new RangeError(
        `The strength of ${nameOf(term)} must be a number in [-${MOST}, ${MOST}]; got ${term.strength}.`,
      );
    }
    const name = nameOf(term);
    if (seen.has(name))
      throw new RangeError(
        `A weighted product must not have two terms of one name; "${name}" is there twice.`,
      );
    seen.add(name);
  }
}

function nameOf(term: ProductTerm): Objective | string {
  return term.objective === "weights" ? term.name : term.objective;
}
