/** How good the models of a project are on its exam set. */
import { createHash } from "node:crypto";
import { argmaxRows, examAccuracy, examFigure, split, uniformFor } from "@querent/core";
import type { ExamFigure, StoppingRound } from "@querent/core";
import type { ModuleObjective } from "@querent/models";
import type { Json, Project } from "@querent/store";
import { cleanModels } from "./clean-models.ts";
import type { LoopContext } from "./loop-context.ts";
import { withModel, withTrained, type OpenModel } from "./open-model.ts";
import { livingClasses, projectKey } from "./project-data.ts";
import { runJob } from "./run-job.ts";
import { keptSettings } from "./train-model.ts";

/** What the exam says of a model. Shares to six decimals. */
export interface ModelEvaluation {
  readonly [name: string]: Json;
  readonly model: string;
  readonly labels: number; // images it was trained on
  readonly figure: FigureJson | null; // null where no image of the exam set is labelled
  readonly parts: readonly (number | null)[]; // of each class or joint
  readonly figures: Readonly<Record<string, number | null>>;
  readonly ranking: Readonly<Record<string, number | null>>; // pairs of exam images ordered as their true losses
  /** The class predicted for each image of the stop set, of a classification. */
  readonly predicted: readonly number[] | null;
  readonly stopSet: string; // names the images of `predicted`
}

type FigureJson = Readonly<Record<keyof Omit<ExamFigure, "draws" | "method">, number>> & {
  readonly method: string;
  readonly draws: readonly (number | null)[];
};

/** Images whose predictions tell whether successive models agree; none of the exam set. */
const STOP_SET = 500;

/**
 * The figure of the model of the labels as they are now, trained first where it is not there yet. A model is looked at
 * once for the same exam labels.
 */
export async function evaluateModel(
  project: Project,
  context: LoopContext,
  module?: ModuleObjective,
): Promise<ModelEvaluation> {
  return withModel(project, context, module, (open) => evaluateOpen(project, context, open));
}

/**
 * The figures of every model under the exam labels as they are now: where exam labels came or changed, those of earlier
 * models are worked out again, so that all are on the same images. A model whose file is gone, or that is from before the
 * classes changed, is passed over and told of; one that is not clean (`cleanModels`) is passed over.
 */
export async function evaluateModels(project: Project, context: LoopContext): Promise<ModelEvaluation[]> {
  const exam = examNow(project);
  for (const kept of cleanModels(project)) {
    if (project.job(evaluationKey(kept.id, exam))?.state === "done") continue;
    const { round, final } = keptSettings(kept);
    if (final) continue; // it was trained on the exam set
    try {
      await withTrained(project, context, { model: kept.id, labels: kept.labels, round }, (open) =>
        evaluateOpen(project, context, open),
      );
    } catch (error) {
      context.abort?.throwIfAborted();
      const why = (error as Error).message;
      context.tell?.({ kind: "note", text: `Model ${kept.id} cannot be tested: ${why}` });
    }
  }
  return evaluationsNow(project);
}

function evaluateOpen(project: Project, context: LoopContext, open: OpenModel): Promise<ModelEvaluation> {
  return runJob<ModelEvaluation>(
    project,
    { kind: "evaluate", key: evaluationKey(open.trained.model, examNow(project)), params: {} },
    context,
    async ({ abort }, finish) => finish(await evaluated(project, open, abort)),
  );
}

/** The evaluations there are under the exam labels as they are now, by the labels their models were trained on. */
export function evaluationsNow(project: Project): ModelEvaluation[] {
  const exam = examNow(project);
  const found = cleanModels(project).flatMap(({ id }) => {
    const job = project.job(evaluationKey(id, exam));
    return job?.state === "done" ? [job.result as ModelEvaluation] : [];
  });
  const byLabels = new Map(found.map((one) => [one.labels, one])); // the latest of as many labels
  return [...byLabels.values()].sort((a, b) => a.labels - b.labels);
}

/** The history as stopping rules read it. */
export function stoppingRounds(evaluations: readonly ModelEvaluation[]): StoppingRound[] {
  const stopSet = evaluations.at(-1)?.stopSet;
  return evaluations.map(({ labels, figure, predicted, stopSet: theirs }) => ({
    trained: labels,
    ...(figure !== null && { exam: figureOf(figure) }),
    ...(predicted !== null && theirs === stopSet && { predicted: Int32Array.from(predicted) }),
  }));
}

/** A figure as it was before it was kept. */
export function figureOf({ method, draws, ...numbers }: FigureJson): ExamFigure {
  return {
    ...(numbers as Omit<ExamFigure, "draws" | "method">),
    method: method as ExamFigure["method"],
    draws: Float64Array.from(draws, (draw) => draw ?? NaN),
  };
}

function evaluationKey(model: string, exam: string): string {
  return `evaluate ${model} on ${exam}`;
}

/** Names the labels of the exam set as they are now. */
function examNow(project: Project): string {
  const hash = createHash("sha256").update(JSON.stringify(livingClasses(project).map((one) => one.class)));
  const exam = project.exam();
  const found = project.labels({ items: exam.map(({ item }) => item) });
  const labels = new Map(Array.from(found, ({ id, label }) => [id, label]));
  for (const { id } of exam) hash.update(`\n${JSON.stringify([id, labels.get(id) ?? null])}`);
  return hash.digest("hex").slice(0, 16);
}

async function evaluated(
  project: Project,
  { trained, data, subject, model }: OpenModel,
  abort: AbortSignal,
): Promise<ModelEvaluation> {
  const stop = await stopSetOf(project, { trained, data, subject, model }, abort);
  const common = { model: trained.model, labels: trained.labels, ...stop };
  if (data.exam.length === 0) return { ...common, figure: null, parts: [], figures: {}, ranking: {} };
  const { tested, weighted } = await model.test(Int32Array.from(data.exam.keys()), abort);
  const groups = data.examGroups ?? data.data.dataset.test.ids;
  const key = split(projectKey(project), "exam figure");
  const figure =
    subject.task === "classification"
      ? examAccuracy(rightOf(weighted, data.exam.length), groups, key)
      : examFigure(groups, weighted, key);
  return {
    ...common,
    figure: plain(figure),
    parts: tested.parts,
    figures: tested.figures,
    ranking: { ...tested.ranking },
  };
}

/** Of each item whether it was right: the accuracy of that item alone. */
function rightOf(weighted: (weights: Float64Array) => number | undefined, items: number): Float64Array {
  const weights = new Float64Array(items);
  return weights.map((_, at) => {
    weights.fill(0);
    weights[at] = 1;
    return weighted(weights)!;
  });
}

async function stopSetOf(
  project: Project,
  { data, subject, model, trained }: OpenModel,
  abort: AbortSignal,
): Promise<Pick<ModelEvaluation, "predicted" | "stopSet">> {
  if (subject.task !== "classification") return { predicted: null, stopSet: "" };
  const { ids } = data.data.dataset.train;
  const key = split(projectKey(project), "stop set");
  const rows = Array.from(ids.keys())
    .map((row) => ({ row, draw: uniformFor(key, ids[row]) }))
    .sort((a, b) => a.draw - b.draw || a.row - b.row)
    .slice(0, STOP_SET)
    .map(({ row }) => row);
  const candidates = Int32Array.from(rows).sort();
  const { probabilities } = await model
    .signals({
      pool: Int32Array.from(ids.keys()),
      labelled: new Int32Array(0),
      candidates,
      needs: new Set(["probabilities"]),
      trainKey: split(key, trained.model),
      passes: 2,
      committee: 2,
      abort,
    })
    .get(["probabilities"]);
  const classes = argmaxRows(probabilities!);
  const names = createHash("sha256").update(JSON.stringify(Array.from(candidates, (row) => ids[row])));
  return {
    predicted: Array.from(candidates, (row) => classes[row]),
    stopSet: names.digest("hex").slice(0, 16),
  };
}

function plain({ draws, ...figure }: ExamFigure): FigureJson {
  return { ...figure, draws: Array.from(draws, (draw) => (Number.isNaN(draw) ? null : six(draw))) };
}

function six(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
