/** Trains a model on the labels of a project, once for the same labels. */
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { removeUnfinished, writeWholeFile } from "@querent/formats";
import { encodeTensors } from "@querent/graph";
import { taskRecipe, type ModuleObjective } from "@querent/models";
import { subjectFor, trialKeys, type LearnerChoice, type OpenSubject } from "@querent/replay";
import type { Json, Model, Project } from "@querent/store";
import { drawExam } from "./draw-exam.ts";
import { learnerChoice, learnerSettings, trainsHead } from "./learner-choice.ts";
import type { LoopContext } from "./loop-context.ts";
import { poolOf } from "./pool-of.ts";
import { currentLabels, livingClasses, projectData, type ProjectData } from "./project-data.ts";
import { embeddingsSource } from "./project-embeddings.ts";
import { runJob, type JobControl } from "./run-job.ts";

/** A model of a project. */
export interface TrainedProject {
  readonly [name: string]: Json;
  readonly model: string; // its id
  readonly labels: number; // images it was trained on
  readonly round: number; // how many batches had been asked for, which its draws are keyed by
  readonly steps: number;
  readonly seconds: number;
  readonly files: readonly string[]; // below the project
}

/** Everything that decides what a training comes to; two that agree are the same model. */
interface TrainingWanted {
  readonly key: string;
  readonly round: number;
  readonly module?: ModuleObjective;
  readonly final: boolean;
  readonly choice: LearnerChoice;
}

export interface TrainOptions {
  /** Trains the loss prediction module along. */
  readonly module?: ModuleObjective;
  /** The last fit, on all labels, those of the exam set too: no figure can be told of it. */
  readonly final?: boolean;
}

/** The round whose keys draws are made by now: the last that was asked for, 0 before the first. */
export function roundNow(project: Project): number {
  return Math.max(0, project.rounds().length - 1);
}

/** What would be trained now. */
function trainingWanted(
  project: Project,
  context: LoopContext,
  { module, final = false }: TrainOptions,
): TrainingWanted {
  const choice = learnerChoice(project, context);
  const settings = project.settings();
  const round = roundNow(project);
  const leftOut = new Set([...project.exam(), ...poolOf(project).kin].map(({ id }) => id));
  const hash = createHash("sha256").update(
    JSON.stringify([
      choice,
      taskRecipe(settings.task, choice.recipe), // another version of Querent may have another under the name
      learnerSettings(settings),
      module ?? null,
      round,
      livingClasses(project).map((one) => one.class),
      ...(trainsHead(project, context) ? [embeddingsSource(project)] : []), // weights of features are for those alone
      ...(final ? ["final"] : []),
    ]),
  );
  for (const [id, label] of currentLabels(project))
    if (final || !leftOut.has(id)) hash.update(`\n${JSON.stringify([id, label])}`);
  return { key: hash.digest("hex").slice(0, 16), round, module, final, choice };
}

/** The model's id: the key, with a number behind it where the file of an earlier one is gone or damaged, which is said. */
async function idFor(project: Project, { tell }: LoopContext, key: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const id = attempt === 1 ? key : `${key}-${attempt}`;
    const known = project.model(id);
    if (known === undefined || (await readModel(project, known)) !== undefined) return id;
    const isLast = project.model(`${key}-${attempt + 1}`) === undefined;
    if (isLast)
      tell?.({ kind: "note", text: `${known.path} is gone or damaged: the model is trained again.` });
  }
}

/** The weights' file of a model, undefined where it is gone or not what was written. @throws when it cannot be read */
export async function readModel(project: Project, { path, sha256 }: Model): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readFile(join(project.folder, path));
    return hashOf(bytes) === sha256 ? bytes : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`A model must be a file that can be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Trains on every labelled image that is not in the exam set, from new weights; the exam set is drawn before. What was
 * trained on the same labels in the same way before is not trained again while its file is whole. The weights lie in
 * `models/` as safetensors, and the network as an ONNX file that runs on its own. The final fit is on all labels.
 *
 * @throws when there are too few labels to train on
 */
export async function trainModel(
  project: Project,
  context: LoopContext,
  options: TrainOptions = {},
): Promise<TrainedProject> {
  const { module, final } = options;
  const { added, reason } = drawExam(project);
  if (added > 0) context.tell?.({ kind: "note", text: reason! });
  const wanted = trainingWanted(project, context, options);
  const id = await idFor(project, context, wanted.key);
  return runJob<TrainedProject>(
    project,
    { kind: "train", key: `train ${id}`, params: { module: module ?? null } },
    context,
    async (control, finish) => {
      const data = await projectData(project, { ...context, abort: control.abort }, { final });
      for (const text of data.notes) context.tell?.({ kind: "note", text });
      const open = subjectFor(wanted.choice, data.data);
      const seq = project.lastSeq();
      try {
        checkLabels(data, open.subject.classes);
        const trained = await train(project, control, { ...wanted, id }, data, open);
        const { model, files, sha256, ...told } = trained;
        const result: TrainedProject = { model, ...told, files };
        return finish(result, () =>
          project.addModel({
            id,
            path: files[0],
            sha256,
            labels: told.labels,
            seq,
            settings: settingsOf(wanted, open.subject.settings.normalisation),
            metrics: {},
            at: context.now(),
          }),
        );
      } finally {
        await open.release();
      }
    },
  );
}

/** Trains and writes the files. */
async function train(
  project: Project,
  { abort, progress }: JobControl,
  { id, round, module }: TrainingWanted & { readonly id: string },
  { labelled }: ProjectData,
  { subject }: OpenSubject,
): Promise<TrainedProject & { readonly sha256: string }> {
  const began = performance.now();
  let steps = 0;
  const model = await subject.train({
    indices: labelled,
    key: trialKeys(project.settings().seed, 0).trainKey(round),
    module,
    abort,
    progress(at) {
      steps = at.steps;
      progress(at.step / at.steps, `training on ${labelled.length} images: step ${at.step} of ${at.steps}`);
    },
  });
  try {
    const seconds = Math.round(performance.now() - began) / 1000;
    const weights = encodeTensors(model.weights, { querent: "weights" });
    const files = [`models/${id}.safetensors`, `models/${id}.onnx`];
    await mkdir(join(project.folder, "models"), { recursive: true });
    await removeUnfinished(join(project.folder, "models"));
    await writeWholeFile(join(project.folder, files[0]), [weights]);
    await writeWholeFile(join(project.folder, files[1]), [await model.exportOnnx()]);
    return { model: id, labels: labelled.length, round, steps, seconds, files, sha256: hashOf(weights) };
  } finally {
    await model.release();
  }
}

/** How a model was made. */
export type KeptSettings = LearnerChoice & {
  readonly round: number;
  readonly module: ModuleObjective | null;
  readonly final: boolean;
};

/** What `settingsOf` kept of a model. */
export function keptSettings({ settings }: Model): KeptSettings {
  return settings as unknown as KeptSettings;
}

/** What a model that is opened again is made with: the normalisation too, which images that come later would change. */
function settingsOf(
  { choice, round, module, final }: TrainingWanted,
  normalisation: LearnerChoice["normalisation"],
): Json {
  const plain = JSON.parse(JSON.stringify({ ...choice, normalisation })) as Record<string, Json>;
  return { ...plain, round, module: module ?? null, final };
}

function checkLabels({ data, labelled }: ProjectData, classes: readonly string[] | undefined): void {
  if (labelled.length < 2)
    throw new Error(
      `Training needs at least 2 labelled images outside the exam set; there ${labelled.length === 1 ? "is 1" : "are none"}. ` +
        "Ask for a batch with querent next --strategy random and label it, or import labels.",
    );
  if (data.task !== "classification") return;
  const shown = new Set(labelled.map((row) => data.dataset.train.labels[row]));
  if (shown.size < 2)
    throw new Error(
      `Training needs labels of at least 2 classes; all ${labelled.length} are "${classes![[...shown][0]]}". ` +
        "Ask for more images with querent next --strategy random and label them.",
    );
}
