/** Opens the model of the labels as they are now: trains it where it is not there yet. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeTensors } from "@querent/graph";
import type { ModuleObjective } from "@querent/models";
import { subjectFor, type ReplaySubject, type SubjectModel } from "@querent/replay";
import type { Project } from "@querent/store";
import type { LoopContext } from "./loop-context.ts";
import { projectData, type ProjectData } from "./project-data.ts";
import { trainingWanted, trainModel, type TrainedProject } from "./train-model.ts";

/** A model at work on the images of its project. */
export interface OpenModel {
  readonly trained: TrainedProject;
  readonly data: ProjectData;
  readonly subject: ReplaySubject;
  readonly model: SubjectModel;
}

/** Lends the model to `use` and ends its sessions afterwards. @throws as `trainModel`, or when its file is damaged */
export async function withModel<T>(
  project: Project,
  context: LoopContext,
  module: ModuleObjective | undefined,
  use: (open: OpenModel) => Promise<T>,
): Promise<T> {
  const trained = await trainModel(project, context, module);
  const { choice } = trainingWanted(project, context, module);
  const data = await projectData(project, context);
  const { subject, release } = subjectFor(choice, data.data);
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
  const { path, sha256 } = project.model(id)!;
  const bytes = await readFile(join(project.folder, path));
  if (createHash("sha256").update(bytes).digest("hex") !== sha256)
    throw new Error(
      `${path} is not the file that was written after training: it is damaged. Remove it and train again with --again.`,
    );
  return decodeTensors(bytes).tensors;
}
