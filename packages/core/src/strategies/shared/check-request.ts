/** The one check every strategy makes before it begins. */

import type { SelectionRequest, Signals, Strategy } from "../contract.ts";
import { checkSignals } from "./check-signals.ts";

/**
 * Checks indices, batch size, ids and signals.
 *
 * @throws with what must hold, what came and what to do
 */
export function checkRequest(
  strategy: Pick<Strategy, "name" | "needs" | "minLabelled">,
  signals: Signals,
  request: SelectionRequest,
): void {
  const { ids, labelled, candidates, batchSize } = request;
  const role = new Uint8Array(ids.length);
  mark(role, ids, labelled, 1, "labelled");
  mark(role, ids, candidates, 2, "candidates");
  checkIds(ids, labelled, candidates);
  if (candidates.length === 0) {
    throw new RangeError(
      "A selection needs at least one candidate; got none. Add images, every item is labelled.",
    );
  }
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > candidates.length) {
    throw new RangeError(
      `batchSize must be an integer in [1, ${candidates.length}]; got ${batchSize}. The pool has ` +
        `${candidates.length} unlabelled items: lower batchSize or add images.`,
    );
  }
  const { minLabelled = 0 } = strategy;
  if (labelled.length < minLabelled) {
    throw new RangeError(
      `${strategy.name} needs at least ${minLabelled} labelled items; got ${labelled.length}. ` +
        "Label some first: querent select --strategy random, or name them with --labelled L.csv.",
    );
  }
  checkSignals(strategy, signals, ids, candidates, labelled);
}

const ROLES = ["", "labelled", "candidates"];

function mark(role: Uint8Array, ids: readonly string[], rows: Int32Array, as: number, name: string): void {
  for (const item of rows) {
    if (!Number.isInteger(item) || item < 0 || item >= ids.length) {
      throw new RangeError(`Indices in ${name} must be in [0, ${ids.length}); got ${item}.`);
    }
    if (role[item] === as)
      throw new RangeError(`${name} must not repeat an item; "${ids[item]}" is there twice.`);
    if (role[item] !== 0) {
      throw new RangeError(
        `An item must not be in ${ROLES[role[item]]} and ${name}; "${ids[item]}" is in both.`,
      );
    }
    role[item] = as;
  }
}

/** Random draws and ties are keyed by id, so two items with one id could not be told apart. */
function checkIds(ids: readonly string[], labelled: Int32Array, candidates: Int32Array): void {
  const seen = new Set<string>();
  for (const rows of [labelled, candidates]) {
    for (const item of rows) {
      if (seen.has(ids[item]))
        throw new RangeError(`Item ids must be unique; "${ids[item]}" names two items.`);
      seen.add(ids[item]);
    }
  }
}
