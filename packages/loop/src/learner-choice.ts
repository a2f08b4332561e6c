/** Which network learns a project's labels, and how. */
import type { LearnerChoice } from "@querent/replay";
import type { Project, ProjectSettings } from "@querent/store";
import type { LoopContext } from "./loop-context.ts";

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

/** The learner of a project on this machine. */
export function learnerChoice(
  project: Project,
  { provider = "cpu", threads = 1 }: LoopContext,
): LearnerChoice {
  const { network, recipe, epochs } = learnerSettings(project.settings());
  return { network, recipe, epochs, provider, threads };
}

function wholeNumber(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1) return value;
  throw new Error(`${name} must be a whole number of at least 1; got ${JSON.stringify(value)}.`);
}
