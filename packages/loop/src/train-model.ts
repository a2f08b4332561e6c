/** Trains a model on the labels of a project, once for the same labels. */
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeWholeFile } from "@querent/formats";
import { encodeTensors } from "@querent/graph";
import type { ModuleObjective } from "@querent/models";
import { subjectFor, trialKeys, type LearnerChoice, type OpenSubject } from "@querent/replay";
import type { Json, Project } from "@querent/store";
import { drawExam } from "./draw-exam.ts";
import { learnerChoice, learnerSettings } from "./learner-choice.ts";
import type { LoopContext } from "./loop-context.ts";
import { currentLabels, livingClasses, projectData, type ProjectData } from "./project-data.ts";
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
export interface TrainingWanted {
  readonly key: string;
  readonly round: number;
  readonly module?: ModuleObjective;
  readonly choice: LearnerChoice;
}

/** What would be trained now. The exam set is drawn before, so that none of it is trained on. */
export function trainingWanted(
  project: Project,
  context: LoopContext,
  module: ModuleObjective | undefined,
): TrainingWanted {
  const drawn = drawExam(project);
  if (drawn !== undefined) context.tell?.({ kind: "note", text: drawn });
  const choice = learnerChoice(project, context);
  const round = Math.max(0, project.rounds().length - 1);
  const exam = new Set(project.exam().map(({ id }) => id));
  const hash = createHash("sha256").update(
    JSON.stringify([
      choice,
      learnerSettings(project.settings()),
      module ?? null,
      round,
      livingClasses(project).map((one) => one.class),
    ]),
  );
  for (const [id, label] of currentLabels(project))
    if (!exam.has(id)) hash.update(`\n${JSON.stringify([id, label])}`);
  return { key: hash.digest("hex").slice(0, 16), round, module, choice };
}

/**
 * Trains on every labelled image that is not in the exam set, from new weights. What was trained on the same labels in
 * the same way before is not trained again. The weights lie in `models/` as safetensors, and the network as an ONNX file
 * that runs on its own.
 *
 * @throws when there are too few labels to train on
 */
export function trainModel(
  project: Project,
  context: LoopContext,
  module?: ModuleObjective,
): Promise<TrainedProject> {
  const wanted = trainingWanted(project, context, module);
  return runJob<TrainedProject>(
    project,
    { kind: "train", key: `train ${wanted.key}`, params: { module: module ?? null } },
    context,
    async (control, finish) => {
      const data = await projectData(project, { ...context, abort: control.abort });
      const open = subjectFor(wanted.choice, data.data);
      try {
        return await train(project, context, control, finish, wanted, data, open);
      } finally {
        await open.release();
      }
    },
  );
}

async function train(
  project: Project,
  context: LoopContext,
  { abort, progress }: JobControl,
  finish: (result: TrainedProject, also: () => void) => TrainedProject,
  wanted: TrainingWanted,
  data: ProjectData,
  { subject }: OpenSubject,
): Promise<TrainedProject> {
  const { labelled } = data;
  checkLabels(data, subject.classes);
  const seq = project.lastSeq();
  const began = performance.now();
  let steps = 0;
  const model = await subject.train({
    indices: labelled,
    key: trialKeys(project.settings().seed, 0).trainKey(wanted.round),
    module: wanted.module,
    abort,
    progress(at) {
      steps = at.steps;
      progress(at.step / at.steps, `training on ${labelled.length} images: step ${at.step} of ${at.steps}`);
    },
  });
  try {
    const seconds = (performance.now() - began) / 1000;
    const weights = encodeTensors(model.weights, { querent: "weights" });
    const files = [`models/${wanted.key}.safetensors`, `models/${wanted.key}.onnx`];
    await mkdir(join(project.folder, "models"), { recursive: true });
    await writeWholeFile(join(project.folder, files[0]), [weights]);
    await writeWholeFile(join(project.folder, files[1]), [await model.exportOnnx()]);
    const result: TrainedProject = {
      model: wanted.key,
      labels: labelled.length,
      round: wanted.round,
      steps,
      seconds: Math.round(1000 * seconds) / 1000,
      files,
    };
    return finish(result, () =>
      project.addModel({
        id: wanted.key,
        path: files[0],
        sha256: createHash("sha256").update(weights).digest("hex"),
        labels: labelled.length,
        seq,
        settings: settingsOf(wanted),
        metrics: {},
        at: context.now(),
      }),
    );
  } finally {
    await model.release();
  }
}

function settingsOf({ choice, round, module }: TrainingWanted): Json {
  return { ...(JSON.parse(JSON.stringify(choice)) as Record<string, Json>), round, module: module ?? null };
}

function checkLabels({ data, labelled }: ProjectData, classes: readonly string[] | undefined): void {
  if (labelled.length < 2)
    throw new Error(
      `Training needs at least 2 labelled images outside the exam set; there ${labelled.length === 1 ? "is 1" : "are none"}. ` +
        "Ask for a batch with querent next and label it, or import labels.",
    );
  if (data.task !== "classification") return;
  const shown = new Set(labelled.map((row) => data.dataset.train.labels[row]));
  if (shown.size < 2)
    throw new Error(
      `Training needs labels of at least 2 classes; all ${labelled.length} are "${classes![[...shown][0]]}". Label more images.`,
    );
}
