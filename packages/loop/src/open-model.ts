/** Opens the model of the labels as they are now: trains it where it is not there yet. */
import { decodeTensors } from "@querent/graph";
import type { ModuleObjective } from "@querent/models";
import { subjectFor, type ReplaySubject, type SubjectModel } from "@querent/replay";
import type { Project } from "@querent/store";
import type { LoopContext } from "./loop-context.ts";
import { projectData, type ProjectData, type ProjectDataOptions } from "./project-data.ts";
import { keptSettings, readModel, trainModel, type TrainedProject } from "./train-model.ts";

/** A model that was trained, now or earlier. */
export type KeptModel = Pick<TrainedProject, "model" | "labels" | "round">;

/** A model at work on the images of its project. */
export interface OpenModel {
  readonly trained: KeptModel;
  readonly data: ProjectData;
  readonly subject: ReplaySubject;
  readonly model: SubjectModel;
}

/** Trains, lends the model to `use` and ends its sessions afterwards. @throws as `trainModel` */
export async function withModel<T>(
  project: Project,
  context: LoopContext,
  module: ModuleObjective | undefined,
  use: (open: OpenModel) => Promise<T>,
): Promise<T> {
  return withTrained(project, context, await trainModel(project, context, { module }), use);
}

/**
 * Lends a model that was trained to `use`, as it was made then, and ends its sessions afterwards.
 *
 * @throws when its file is gone or damaged, or the classes have changed since
 */
export async function withTrained<T>(
  project: Project,
  context: LoopContext,
  trained: KeptModel,
  use: (open: OpenModel) => Promise<T>,
  options?: ProjectDataOptions,
): Promise<T> {
  const { round: _, module: __, final: ___, ...choice } = keptSettings(project.model(trained.model)!);
  const { provider = "cpu", threads = 1 } = context;
  const data = await projectData(project, { ...context, full: choice.network !== "head" }, options);
  const { subject, release } = subjectFor({ ...choice, provider, threads }, data.data);
  try {
    const model = subject.restore(await weightsOf(project, trained.model));
    try {
      return await use({ trained, data, subject, model });
    } finally {
      await model.release();
    }
  } finally {
    await release();
  }
}

async function weightsOf(project: Project, id: string): Promise<SubjectModel["weights"]> {
  const model = project.model(id)!;
  const bytes = await readModel(project, model);
  if (bytes === undefined) throw new Error(`${model.path} is gone or damaged: train again.`);
  return decodeTensors(bytes).tensors;
}
