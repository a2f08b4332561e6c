/** Chooses what to label next, and keeps the choice as a round of the project. */
import { interleave, mixBatch, sample, split } from "@querent/core";
import type { SelectionContext, Strategy } from "@querent/core";
import { parseArm, trialKeys } from "@querent/replay";
import type { Json, NewRoundItem, Project, RoundItem } from "@querent/store";
import { drawExam } from "./draw-exam.ts";
import type { LoopContext } from "./loop-context.ts";
import { withModel } from "./open-model.ts";
import { restingItems } from "./resting-items.ts";
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

/** The state of a round: what is asked for, until every item has had an answer. */
const ASKED = "asked";
const ANSWERED = "answered";

/**
 * The next batch. While one is not all answered, what is left of it is given again. The first is drawn at random, and
 * the exam set is interleaved with it; the exam set never counts as part of the batch. Later ones are the strategy's,
 * with a share drawn at random.
 *
 * @throws when nothing is left to ask for, or the strategy cannot work
 */
export async function chooseBatch(
  project: Project,
  context: LoopContext,
  request: BatchRequest,
): Promise<ChosenBatch> {
  const arm = parseArm(request.strategy, project.settings().task);
  if (!(Number.isInteger(request.batch) && request.batch >= 1))
    throw new Error(`batch must be a whole number of at least 1; got ${request.batch}.`);
  const drawn = drawExam(project);
  if (drawn !== undefined) context.tell?.({ kind: "note", text: drawn });
  const open = openRound(project, context);
  if (open !== undefined) return open;
  const round = project.rounds().length;
  const randomShare = request.randomShare ?? project.settings().randomShare;
  await runJob<number>(
    project,
    {
      kind: "choose",
      key: `choose round ${round}`,
      params: { batch: request.batch, strategy: request.strategy, randomShare },
    },
    context,
    async ({ abort }, finish) => {
      const inContext = { ...context, abort };
      const chosen =
        project.labelledCount() === labelledInExam(project)
          ? firstItems(project, request.batch)
          : await chosenItems(project, inContext, arm, { ...request, randomShare });
      const items = withExam(project, chosen.items);
      if (items.length === 0)
        throw new Error("Nothing is left to ask for: every image that can be read has had its answer.");
      return finish(round, () =>
        project.addRound(
          {
            number: round,
            state: ASKED,
            strategy: chosen.strategy,
            params: { batch: request.batch, randomShare },
            seed: project.settings().seed,
            at: context.now(),
            record: { ...chosen.record, seq: project.lastSeq() },
          },
          items,
        ),
      );
    },
  );
  return openRound(project, context)!;
}

/** The round that is not all answered since it was asked; one that has become so is marked. Images that are gone are not waited for. */
function openRound(project: Project, { now }: LoopContext): ChosenBatch | undefined {
  const last = project.rounds().at(-1);
  if (last === undefined || last.state !== ASKED) return undefined;
  const { seq } = last.record as { readonly seq: number };
  const all = project.roundItems(last.number).filter(({ item }) => project.item(item)!.path !== undefined);
  const left = all.filter(({ state, lastSeq = 0 }) => state === "unlabelled" || lastSeq <= seq);
  if (left.length > 0)
    return { round: last.number, strategy: last.strategy, items: left, again: left.length < all.length };
  project.moveRound(last.number, ASKED, ANSWERED, now());
  return undefined;
}

function labelledInExam(project: Project): number {
  return project.exam().filter(({ item }) => project.item(item)!.state === "labelled").length;
}

interface Chosen {
  readonly strategy: string;
  readonly items: readonly Omit<NewRoundItem, "rank">[];
  readonly record: Readonly<Record<string, Json>>;
}

/** A simple random sample of the pool, drawn as a replay draws its first labels. */
function firstItems(project: Project, size: number): Chosen {
  const exam = new Set(project.exam().map(({ item }) => item));
  const pool = [...project.items({ missing: false, problem: false })].filter(({ item }) => !exam.has(item));
  const order = sample(trialKeys(project.settings().seed, 0).initial, pool.length, pool.length);
  const free = Array.from(order, (place) => pool[place]).filter(({ state }) => state === "unlabelled");
  return {
    strategy: "initial",
    items: free.slice(0, size).map(({ item }) => ({ item, role: "initial" })),
    record: {},
  };
}

function chosenItems(
  project: Project,
  context: LoopContext,
  { strategy, module }: { readonly strategy: Strategy; readonly module?: "ranking" | "mse" },
  { batch, strategy: name, randomShare = 0 }: BatchRequest,
): Promise<Chosen> {
  return withModel(project, context, module, async ({ trained, data, model }): Promise<Chosen> => {
    const { abort, tools, tell } = context;
    const keys = trialKeys(project.settings().seed, 0);
    const { ids } = data.data.dataset.train;
    const candidates = mergeAscending(data.candidates, restingItems(project, data));
    if (candidates.length === 0) return { strategy: name, items: [], record: {} };
    const { labelled } = data;
    const { minLabelled = 0 } = strategy;
    if (labelled.length < minLabelled)
      throw new Error(
        `${name} needs at least ${minLabelled} labelled images; there are ${labelled.length}. Label more, or take another strategy.`,
      );
    const size = Math.min(batch, candidates.length);
    const { train }: { readonly train: { readonly groups?: readonly string[] } | object } = data.data.dataset;
    const groups = "groups" in train ? train.groups : undefined;
    const ranked = groups === undefined ? size : Math.min(2 * size, candidates.length); // groups take turns
    tell?.({
      kind: "progress",
      job: "choose",
      share: 0,
      text: `${name}: looking at ${candidates.length} images`,
    });
    const signals = await model
      .signals({
        pool: Int32Array.from(ids.keys()),
        labelled,
        candidates,
        needs: new Set(strategy.needs),
        trainKey: keys.trainKey(trained.round),
        passes: 100,
        committee: 5,
        abort,
      })
      .get(strategy.needs);
    const key = keys.selectKey(trained.round);
    const selecting: SelectionContext = {
      ...tools,
      abort,
      progress: (done, total) =>
        tell?.({
          kind: "progress",
          job: "choose",
          share: done / total,
          text: `${name}: ${done} of ${total}`,
        }),
      yieldNow: () => new Promise((resolve) => setImmediate(resolve)),
    };
    const selection = await strategy.select(
      signals,
      { ids, labelled, candidates, batchSize: ranked, key },
      selecting,
    );
    const mixed = mixBatch({
      picks: selection.picks,
      candidates,
      ids,
      groups,
      share: randomShare,
      batchSize: size,
      key: split(key, "mix"),
    });
    return {
      strategy: name,
      items: Array.from(mixed.items, (row, at) => {
        const rank = mixed.rank[at];
        const random = mixed.random[at] === 1;
        return {
          item: data.pool[row],
          role: random ? ("random" as const) : ("pick" as const),
          ...(rank >= 0 && { score: selection.scores[rank] }),
          why: random ? "drawn at random" : selection.why[rank],
        };
      }),
      record: { model: trained.model, candidates: candidates.length },
    };
  });
}

/** The exam set's items that have had no answer, spread over the batch. */
function withExam(project: Project, items: readonly Omit<NewRoundItem, "rank">[]): NewRoundItem[] {
  const exam = project
    .exam()
    .map(({ item }) => project.item(item)!)
    .filter(
      ({ state, path, problem }) => state === "unlabelled" && path !== undefined && problem === undefined,
    );
  const byItem = new Map(items.map((one) => [one.item, one]));
  const { items: order } = interleave(
    Int32Array.from(exam, ({ item }) => item),
    Int32Array.from(items, ({ item }) => item),
  );
  return Array.from(order, (item, rank) => ({
    ...(byItem.get(item) ?? {
      item,
      role: "exam" as const,
      why: "drawn into the exam set, never trained on",
    }),
    rank,
  }));
}

function mergeAscending(a: Int32Array, b: Int32Array): Int32Array {
  const merged = new Int32Array(a.length + b.length);
  merged.set(a);
  merged.set(b, a.length);
  return merged.sort();
}
