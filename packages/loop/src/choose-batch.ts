/** Chooses what to label next, and keeps the choice as a round of the project. */
import { interleave } from "@querent/core";
import { parseArm } from "@querent/replay";
import type { NewRoundItem, Project, Round, RoundItem } from "@querent/store";
import { drawExam } from "./draw-exam.ts";
import type { LoopContext } from "./loop-context.ts";
import { mayBeAsked } from "./may-be-asked.ts";
import { firstItems, pickItems } from "./pick-items.ts";
import { isKinOfExam, poolOf, type PoolOfProject } from "./pool-of.ts";
import { runJob } from "./run-job.ts";

export interface BatchRequest {
  readonly batch: number;
  /** A strategy as an arm of a replay is spelled, such as `entropy` or `learning-loss`. */
  readonly strategy: string;
  /** The share drawn at random, in [0, 1]; that of the settings unless given. */
  readonly randomShare?: number;
}

/** What is to be labelled, in the order in which it is to be asked. */
export interface ChosenBatch {
  readonly round: number;
  readonly strategy: string; // "initial" for the first batch, which is drawn at random
  readonly items: readonly RoundItem[];
  /** True: the batch was asked for before and is not all answered; these are the ones left. */
  readonly again: boolean;
}

/** Every image that may be asked for has had its answer. */
export class NothingToAsk extends Error {
  override readonly name = "NothingToAsk";
  constructor() {
    super("Nothing is left to ask for: every image that can be read has had its answer.");
  }
}

/** The state of a round: what is asked for, until every item has had an answer. */
const ASKED = "asked";
const ANSWERED = "answered";

/**
 * The next batch. While one is not all answered, what is left of it is given again. The first is drawn at random, and
 * the exam set is interleaved with it; the exam set never counts as part of the batch. Later ones are the strategy's,
 * with a share drawn at random.
 *
 * @throws NothingToAsk when nothing is left to ask for; when the strategy cannot work
 */
export async function chooseBatch(
  project: Project,
  context: LoopContext,
  request: BatchRequest,
): Promise<ChosenBatch> {
  const { batch, strategy: name, randomShare = project.settings().randomShare } = request;
  const arm = parseArm(name, project.settings().task);
  if (!(Number.isInteger(batch) && batch >= 1))
    throw new Error(`batch must be a whole number of at least 1; got ${batch}.`);
  const number = project.rounds().length;
  const { added, reason } = drawExam(project);
  if (reason !== undefined && (added > 0 || number === 0)) context.tell?.({ kind: "note", text: reason });
  const open = openRound(project, context);
  if (open !== undefined) return open;
  const params = { batch, strategy: name, randomShare };
  await runJob<number>(
    project,
    // A choice that failed may be made again in another way: what is asked for is part of the key.
    { kind: "choose", key: `choose round ${number}: ${JSON.stringify(params)}`, params },
    context,
    async ({ abort }, finish) => {
      const parts = poolOf(project);
      const chosen = parts.pool.some(({ state }) => state === "labelled")
        ? await pickItems(project, { ...context, abort }, parts, arm, params)
        : firstItems(project, parts, batch);
      const items = withExam(project, parts, chosen.items);
      if (items.length === 0) throw new NothingToAsk();
      const round = {
        number,
        state: ASKED,
        strategy: chosen.strategy,
        params: { batch, randomShare },
        seed: project.settings().seed,
        at: context.now(),
        record: { ...chosen.record, seq: project.lastSeq() },
      };
      return finish(number, () => project.addRound(round, items));
    },
  );
  const { strategy } = project.round(number)!;
  return { round: number, strategy, items: project.roundItems(number), again: false };
}

/** What is left of the last round, if it is not all answered; one that has become so is marked. */
function openRound(project: Project, { now }: LoopContext): ChosenBatch | undefined {
  const last = project.rounds().at(-1);
  if (last === undefined || last.state !== ASKED) return undefined;
  const items = leftOf(project, last);
  if (items.length > 0) return { round: last.number, strategy: last.strategy, items, again: true };
  project.moveRound(last.number, ASKED, ANSWERED, now());
  return undefined;
}

/**
 * The items of a round that nobody has answered since it was asked. Images that are gone, or that turned out to belong to
 * the exam set's groups, are not waited for.
 */
export function leftOf(project: Project, { number, record }: Round): RoundItem[] {
  const { seq } = record as { readonly seq: number };
  const isKin = isKinOfExam(project);
  return project.roundItems(number).filter(({ item: asked, state, lastSeq = 0 }) => {
    if (state !== "unlabelled" && lastSeq > seq) return false;
    const item = project.item(asked)!;
    return item.path !== undefined && item.problem === undefined && !isKin(item);
  });
}

/** The exam set's items that have had no answer, spread over the batch. */
function withExam(
  project: Project,
  { pool, exam: all }: PoolOfProject,
  items: readonly Omit<NewRoundItem, "rank">[],
): NewRoundItem[] {
  const byItem = new Map(items.map((one) => [one.item, one]));
  const ranks = new Map(project.exam().map(({ item, rank }) => [item, rank]));
  const exam = all.filter(mayBeAsked(project, pool)).sort((a, b) => ranks.get(a.item)! - ranks.get(b.item)!);
  const { items: order } = interleave(
    Int32Array.from(exam, ({ item }) => item),
    Int32Array.from(byItem.keys()),
  );
  const why = "drawn into the exam set, never trained on";
  return Array.from(order, (item, rank) => ({
    ...(byItem.get(item) ?? { item, role: "exam" as const, why }),
    rank,
  }));
}
