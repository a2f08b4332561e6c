/** The items of a batch: at random while nothing is labelled, the strategy's afterwards. */
import { columnStatistics, mixBatch, sample, split } from "@querent/core";
import type { Matrix, SelectionContext, Signals } from "@querent/core";
import { trialKeys, type Arm } from "@querent/replay";
import type { Item, Json, NewRoundItem, Project } from "@querent/store";
import { trainsHead } from "./learner-choice.ts";
import type { LoopContext } from "./loop-context.ts";
import { mayBeAsked } from "./may-be-asked.ts";
import { withModel, type OpenModel } from "./open-model.ts";
import { groupsOf, type PoolOfProject } from "./pool-of.ts";
import type { ProjectData } from "./project-data.ts";
import { embeddingsOf } from "./project-embeddings.ts";
import { roundNow } from "./train-model.ts";

/** Items without their places, which the exam set's items are put between. */
export interface PickedItems {
  readonly strategy: string;
  readonly items: readonly Omit<NewRoundItem, "rank">[];
  readonly record: Readonly<Record<string, Json>>;
}

interface PickRequest {
  readonly batch: number;
  readonly randomShare: number;
}

/** What is chosen from. */
interface Choice extends Pick<ProjectData, "pool" | "labelled" | "candidates" | "groups"> {
  readonly ids: readonly string[];
  readonly round: number;
}

/** What is chosen from when no image is opened. */
interface ChoiceOfItems extends Choice {
  readonly items: readonly Item[];
}

/** A simple random sample of the pool, drawn as a replay draws its first labels. */
export function firstItems(project: Project, { pool }: PoolOfProject, size: number): PickedItems {
  const order = sample(trialKeys(project.settings().seed, 0).initial, pool.length, pool.length);
  const free = Array.from(order, (place) => pool[place]).filter(mayBeAsked(project, pool));
  return {
    strategy: "initial",
    items: free.slice(0, size).map(({ item }) => ({ item, role: "initial" })),
    record: {},
  };
}

/**
 * The strategy's choice, with a share drawn at random. A strategy that needs nothing is given no model; one that needs
 * embeddings alone is given those of the project, where a head on them would be trained, which neither images nor a model
 * are opened for.
 */
export async function pickItems(
  project: Project,
  context: LoopContext,
  parts: PoolOfProject,
  arm: Arm,
  request: PickRequest,
): Promise<PickedItems> {
  const { needs, minLabelled = 0 } = arm.strategy;
  const withoutModel = choiceWithoutModel(project, parts);
  if (withoutModel.candidates.length === 0 || (needs.length === 0 && minLabelled === 0))
    return pickFrom(project, context, arm, request, withoutModel, async () => ({}));
  if (worksOnEmbeddings(project, context, arm))
    return pickFrom(project, context, arm, request, withoutModel, async () => ({
      embeddings: normalised(await embeddingsOf(project, withoutModel.items)),
    }));
  return withModel(project, context, arm.module, async (open) => {
    const { trained, data } = open;
    const { ids } = data.data.dataset.train;
    const choice = { ...data, ids, round: trained.round };
    const picked = await pickFrom(project, context, arm, request, choice, () =>
      signalsOf(project, context, arm, open),
    );
    return { ...picked, record: { ...picked.record, model: trained.model } };
  });
}

function choiceWithoutModel(project: Project, { pool }: PoolOfProject): ChoiceOfItems {
  const places = Int32Array.from(pool.keys());
  const asked = mayBeAsked(project, pool);
  return {
    items: pool,
    ids: pool.map(({ id }) => id),
    pool: pool.map(({ item }) => item),
    labelled: places.filter((row) => pool[row].state === "labelled"),
    candidates: places.filter((row) => asked(pool[row])),
    groups: groupsOf(pool),
    round: roundNow(project),
  };
}

function worksOnEmbeddings(project: Project, context: LoopContext, { strategy, module }: Arm): boolean {
  return (
    trainsHead(project, context) &&
    module === undefined &&
    strategy.needs.every((need) => need === "embeddings")
  );
}

/** As a head is fed its features, so that a strategy sees the same with a model and without. */
function normalised(features: Matrix): Matrix {
  const { mean, std } = columnStatistics(features);
  const { rows, cols } = features;
  const data = features.data.map((value, at) => (value - mean[at % cols]) / std[at % cols]);
  return { rows, cols, data };
}

async function pickFrom(
  project: Project,
  context: LoopContext,
  { name, strategy }: Arm,
  { batch, randomShare }: PickRequest,
  { ids, pool, labelled, candidates, groups, round }: Choice,
  signals: () => Promise<Signals>,
): Promise<PickedItems> {
  if (candidates.length === 0) return { strategy: name, items: [], record: {} };
  const { minLabelled = 0 } = strategy;
  if (labelled.length < minLabelled)
    throw new Error(
      `${name} needs at least ${minLabelled} labelled images; there are ${labelled.length}. Label more, or take another strategy.`,
    );
  tellChoosing(context, 0, `${name}: looking at ${candidates.length} images`);
  const size = Math.min(batch, candidates.length);
  const ranked = groups === undefined ? size : Math.min(2 * size, candidates.length); // groups take turns
  const key = trialKeys(project.settings().seed, 0).selectKey(round);
  const selection = await strategy.select(
    await signals(),
    { ids, labelled, candidates, batchSize: ranked, key },
    selectionContext(context, name),
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
  const items = Array.from(mixed.items, (row, at) => {
    const rank = mixed.rank[at];
    const score = rank >= 0 && { score: selection.scores[rank] };
    return mixed.random[at] === 1
      ? { item: pool[row], role: "random" as const, ...score, why: "drawn at random" }
      : { item: pool[row], role: "pick" as const, ...score, why: selection.why[rank] };
  });
  return { strategy: name, items, record: { candidates: candidates.length } };
}

function signalsOf(
  project: Project,
  { abort }: LoopContext,
  { strategy }: Arm,
  { trained, data, model }: OpenModel,
): Promise<Signals> {
  return model
    .signals({
      pool: Int32Array.from(data.pool.keys()),
      labelled: data.labelled,
      candidates: data.candidates,
      needs: new Set(strategy.needs),
      trainKey: trialKeys(project.settings().seed, 0).trainKey(trained.round),
      passes: 100,
      committee: 5,
      abort,
    })
    .get(strategy.needs);
}

function selectionContext(context: LoopContext, name: string): SelectionContext {
  return {
    ...context.tools,
    abort: context.abort,
    progress: (done, total) => tellChoosing(context, done / total, `${name}: ${done} of ${total}`),
    yieldNow: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

function tellChoosing({ tell }: LoopContext, share: number, text: string): void {
  tell?.({ kind: "progress", job: "choose", share, text });
}
