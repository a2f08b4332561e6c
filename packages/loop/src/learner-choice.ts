/** Which network learns a project's labels, and how. */
import type { LearnerChoice } from "@querent/replay";
import type { Project, ProjectSettings } from "@querent/store";
import type { LoopContext } from "./loop-context.ts";
import { embeddingsSource } from "./project-embeddings.ts";

export type Provider = LearnerChoice["provider"];

/** What a project's settings may say of its learner, and of the size at which images are looked at. */
export interface LearnerSettingsOfProject {
  readonly network: string;
  readonly recipe: string;
  readonly epochs?: number;
  /** Pixels, as `--size` of a replay; what suits the images and the task unless given. */
  readonly size?: number;
}

const networks = { classification: "small", detection: "compact", pose: "compact" } as const;

/** The settings, with the defaults of the task. @throws when they are not of the kind they must be */
export function learnerSettings({ task, network, recipe }: ProjectSettings): LearnerSettingsOfProject {
  const { name = networks[task], size } = network;
  const { name: named = "cpu", epochs } = recipe;
  if (typeof name !== "string" || typeof named !== "string")
    throw new Error(
      `network and recipe must be names; got ${JSON.stringify(name)} and ${JSON.stringify(named)}.`,
    );
  return {
    network: name,
    recipe: named,
    ...(epochs !== undefined && { epochs: wholeNumber("epochs", epochs) }),
    ...(size !== undefined && { size: wholeNumber("size", size) }),
  };
}

/**
 * The learner of a project on this machine: a head on its embeddings where it has some and is one of classification,
 * unless all is wanted to be trained; else the network of its settings from end to end.
 */
export function learnerChoice(
  project: Project,
  context: Pick<LoopContext, "provider" | "threads" | "full">,
): LearnerChoice {
  const { provider = "cpu", threads = 1 } = context;
  if (trainsHead(project, context)) return { network: "head", recipe: "head", provider, threads };
  const { network, recipe, epochs } = learnerSettings(project.settings());
  return { network, recipe, epochs, provider, threads };
}

/** True where a head on frozen features is trained, and not the whole of a network. */
export function trainsHead(project: Project, { full = false }: Pick<LoopContext, "full">): boolean {
  return !full && project.settings().task === "classification" && embeddingsSource(project) !== undefined;
}

function wholeNumber(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1) return value;
  throw new Error(`${name} must be a whole number of at least 1; got ${JSON.stringify(value)}.`);
}
