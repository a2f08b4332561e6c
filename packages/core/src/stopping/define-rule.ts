/** Makes a stopping rule of its declaration: what every rule does alike is done here, once. */

import type { ParameterSpec, ParameterValue } from "../strategies/contract.ts";
import { checkParameters, type ParameterValues } from "../strategies/shared/check-parameters.ts";
import type { StoppingAdvice, StoppingHistory, StoppingRule } from "./contract.ts";

/** A rule as its file writes it: `advise` is given a sound history of one of its tasks and parameters with defaults. */
export interface RuleDefinition<P extends readonly ParameterSpec[]> extends Omit<
  StoppingRule,
  "parameters" | "advise"
> {
  readonly parameters: P;
  advise(
    history: StoppingHistory,
    params: ParameterValues<P>,
  ): Omit<StoppingAdvice, "rule" | "facts"> & Partial<Pick<StoppingAdvice, "facts">>;
}

/** The rule of a definition. On a task that it is not for, it says so and advises nothing. */
export function defineRule<const P extends readonly ParameterSpec[]>(
  definition: RuleDefinition<P>,
): StoppingRule {
  const { name, tasks, parameters } = definition;
  return {
    ...definition,
    advise(history: StoppingHistory, given: Readonly<Record<string, ParameterValue>> = {}): StoppingAdvice {
      const params = checkParameters(name, parameters, given);
      checkHistory(history);
      if (!tasks.includes(history.task)) {
        const reason = `The rule ${name} does not apply to ${history.task}, only to ${tasks.join(" and ")}.`;
        return { rule: name, stop: undefined, reason, facts: {} };
      }
      return { rule: name, facts: {}, ...definition.advise(history, params) };
    },
  };
}

/** @throws when labels do not grow from round to round, or the rounds do not share an exam set or a stop set */
function checkHistory({ rounds, labels, milliseconds = 0, nextBatch }: StoppingHistory): void {
  if (!Number.isInteger(labels) || labels < 0)
    throw new RangeError(`labels must be an integer of at least 0; got ${labels}.`);
  if (!(milliseconds >= 0)) throw new RangeError(`milliseconds must be at least 0; got ${milliseconds}.`);
  if (!Number.isInteger(nextBatch) || nextBatch < 1)
    throw new RangeError(`nextBatch must be an integer of at least 1; got ${nextBatch}.`);
  rounds.forEach(({ trained }, r) => {
    if (!(trained > (r === 0 ? 0 : rounds[r - 1].trained)))
      throw new RangeError(
        `Each round must train on more images than the one before; round ${r} has ${trained}. Leave out rounds that trained again on the same labels.`,
      );
  });
  const exams = rounds.flatMap(({ exam }) => (exam === undefined ? [] : [exam]));
  for (const { items, draws } of exams)
    if (items !== exams[0].items || draws.length !== exams[0].draws.length)
      throw new RangeError(
        `The exam figures of all rounds must be on the same items with as many draws; got ${exams[0].items} items and ` +
          `${items}, ${exams[0].draws.length} draws and ${draws.length}. Work out the earlier ones again.`,
      );
  const stops = rounds.flatMap(({ predicted }) => (predicted === undefined ? [] : [predicted]));
  for (const { length } of stops)
    if (length !== stops[0].length)
      throw new RangeError(
        `The stop set must be the same in every round; got ${stops[0].length} images and ${length}.`,
      );
}
