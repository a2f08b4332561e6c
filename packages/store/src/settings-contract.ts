/** What a project is about: its settings, the same for everyone who opens it. */
import type { Json } from "./json.ts";

/** The joints of a pose as plain data; `mirrored[j]` is the joint that j becomes in a mirrored image. */
export interface SkeletonSettings {
  readonly joints: readonly string[];
  readonly bones: readonly (readonly [number, number])[];
  readonly mirrored: readonly number[];
}

/**
 * Which answer stands where people differ: `most` takes the one of most people, and of equally many the latest;
 * `latest` takes the latest, whoever gave it. The item is listed as disputed either way.
 */
export type WhoRule = "most" | "latest";

export interface ProjectSettings {
  readonly name: string;
  readonly task: "classification" | "detection" | "pose";
  /** The folder of the images, absolute. On disk it is relative to the project, so that both can move together. */
  readonly images: string;
  /** Of the task pose, and only of it. */
  readonly skeleton?: SkeletonSettings;
  readonly seed: number; // an integer >= 0
  /** How many images the exam should have; null leaves it to the rule of the loop. */
  readonly examSize: number | null;
  /** The share of each batch that is drawn at random, in [0, 1]. */
  readonly randomShare: number;
  readonly whoRule: WhoRule;
  /** The choices of network and recipe, kept as they are given: whoever trains knows what they mean. */
  readonly network: Readonly<Record<string, Json>>;
  readonly recipe: Readonly<Record<string, Json>>;
}

/** What must be said to make a project; the rest has defaults (seed 0, examSize null, randomShare 0.1, whoRule most). */
export type NewProjectSettings = Pick<ProjectSettings, "name" | "task" | "images"> & Partial<ProjectSettings>;

/** What may change later: not the task and not the skeleton, which labels were given by. */
export type SettingsChange = Partial<Omit<ProjectSettings, "task" | "skeleton">>;
