/** The whole loop unattended: an oracle labels what is asked for, through the same events as a person. */
import { parseArm } from "@querent/replay";
import type { Project } from "@querent/store";
import { chooseBatch, type BatchRequest } from "./choose-batch.ts";
import { evaluateModel, type ModelEvaluation } from "./evaluate-model.ts";
import { eventId } from "./import-labels.ts";
import type { LoopContext } from "./loop-context.ts";
import type { Oracle } from "./oracles/oracle.ts";

export interface SimulationRequest extends BatchRequest {
  /** Images of the first batch, which is drawn at random; as many as a batch unless given. */
  readonly initial?: number;
  /** Answers that are paid for in all, those of the exam set included. */
  readonly budget: number;
  /** Called after each round. */
  readonly onRound?: (round: SimulatedRound) => void;
}

/** A round, after its batch was answered and a model was trained. */
export interface SimulatedRound {
  readonly round: number;
  readonly answers: number; // in all, the exam set's included
  readonly evaluation: ModelEvaluation;
}

const TOGETHER = 25; // answers kept in one transaction

/**
 * Asks, answers, trains and tests until the budget is spent or nothing is left to ask for. Each answer is kept before the
 * next one is given, so that a simulation that was killed goes on where it was and ends in the same project.
 *
 * @throws when the oracle has an answer to nothing that was asked, or as `chooseBatch` and `evaluateModel`
 */
export async function simulate(
  project: Project,
  context: LoopContext,
  oracle: Oracle,
  request: SimulationRequest,
): Promise<SimulatedRound[]> {
  const { budget, batch, initial = batch, strategy, randomShare, onRound } = request;
  if (!(Number.isInteger(budget) && budget >= 1))
    throw new Error(`budget must be a whole number of at least 1; got ${budget}.`);
  const { module } = parseArm(strategy, project.settings().task);
  const rounds: SimulatedRound[] = [];
  while (answersOf(project) < budget && askable(project)) {
    const first = project.rounds().length === 0;
    const size = first ? initial : batch;
    const { round, items } = await chooseBatch(project, context, { batch: size, strategy, randomShare });
    const paid = items.slice(0, budget - answersOf(project));
    const given = await answerAll(project, context, oracle, round, paid);
    if (given === 0)
      throw new Error(
        `${oracle.name} has no answer to any of the ${paid.length} images of round ${round}, ${paid[0].id} the first: it must know the labels of the project's images.`,
      );
    const evaluation = await evaluateModel(project, context, module);
    const done = { round, answers: answersOf(project), evaluation };
    rounds.push(done);
    onRound?.(done);
  }
  return rounds;
}

/** @returns how many were answered */
async function answerAll(
  project: Project,
  { abort, now, tell }: LoopContext,
  oracle: Oracle,
  round: number,
  items: readonly { readonly item: number; readonly id: string }[],
): Promise<number> {
  let given = 0;
  for (let from = 0; from < items.length; from += TOGETHER) {
    abort?.throwIfAborted();
    const slice = items.slice(from, from + TOGETHER);
    const answers = await Promise.all(slice.map(({ id }) => oracle.answer({ id, round })));
    const events = slice.flatMap(({ item, id }, at) => {
      const answer = answers[at];
      if (answer === undefined) return [];
      const { name: who, source } = oracle;
      return [{ id: eventId("oracle", who, round, id), item, who, at: now(), source, answer }];
    });
    if (events.length > 0) project.appendAnswers(events);
    given += events.length;
    const done = from + slice.length;
    tell?.({
      kind: "progress",
      job: "answer",
      share: done / items.length,
      text: `${oracle.name} answers, ${done} of ${items.length}`,
    });
  }
  return given;
}

function answersOf(project: Project): number {
  const { labelled, skipped, unsure } = project.counts().states;
  return labelled + skipped + unsure;
}

function askable(project: Project): boolean {
  for (const _ of project.items({ state: "unlabelled", missing: false, problem: false, limit: 1 }))
    return true;
  return false;
}
