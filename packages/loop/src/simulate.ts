/** The whole loop unattended: an oracle labels what is asked for, through the same events as a person. */
import { parseArm } from "@querent/replay";
import type { Project, RoundItem } from "@querent/store";
import { chooseBatch, leftOf, NothingToAsk, type BatchRequest, type ChosenBatch } from "./choose-batch.ts";
import { evaluateModel, type ModelEvaluation } from "./evaluate-model.ts";
import { eventId } from "./event-id.ts";
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
 * @returns the rounds that this call saw through; the last one there is when nothing was left to do
 * @throws when the oracle has no answer to something that was asked, or as `chooseBatch` and `evaluateModel`
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
  for (;;) {
    const left = budget - answersOf(project);
    const last = project.rounds().at(-1);
    if (last !== undefined && (left <= 0 || leftOf(project, last).length === 0)) {
      const evaluation = await evaluateModel(project, context, module);
      const done = { round: last.number, answers: answersOf(project), evaluation };
      rounds.push(done);
      onRound?.(done);
    }
    if (left <= 0) return rounds;
    const size = last === undefined ? initial : batch;
    const chosen = await chooseBatch(project, context, { batch: size, strategy, randomShare }).catch(
      noneLeft,
    );
    if (chosen === undefined) return rounds;
    await answerAll(project, context, oracle, chosen, chosen.items.slice(0, left));
  }
}

function noneLeft(error: unknown): undefined {
  if (!(error instanceof NothingToAsk)) throw error;
}

async function answerAll(
  project: Project,
  { abort, now, tell }: LoopContext,
  oracle: Oracle,
  { round }: ChosenBatch,
  items: readonly RoundItem[],
): Promise<void> {
  const { name: who, source } = oracle;
  const unknown: string[] = [];
  for (let from = 0; from < items.length; from += TOGETHER) {
    abort?.throwIfAborted();
    const slice = items.slice(from, from + TOGETHER);
    const answers = await Promise.all(slice.map(({ id }) => oracle.answer({ id, round })));
    const events = slice.flatMap(({ item, id, lastSeq = 0 }, at) => {
      const answer = answers[at];
      if (answer !== undefined)
        return [{ id: eventId("oracle", who, round, id, lastSeq), item, who, at: now(), source, answer }];
      unknown.push(id);
      return [];
    });
    project.appendAnswers(events);
    const done = from + slice.length;
    tell?.({
      kind: "progress",
      job: "answer",
      share: done / items.length,
      text: `${who} answers, ${done} of ${items.length}`,
    });
  }
  if (unknown.length > 0)
    throw new Error(
      `${who} must know the labels of all images that are asked for; it has none for ${unknown.length} of ` +
        `${items.length} images of round ${round}, ${unknown[0]} the first. The other answers are kept.`,
    );
}

function answersOf(project: Project): number {
  const { labelled, skipped, unsure } = project.counts().states;
  return labelled + skipped + unsure;
}
