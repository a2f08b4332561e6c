/** What settings must be. */
import { canonicalJson } from "./database/canonical-json.ts";
import type { ProjectSettings, SkeletonSettings } from "./settings-contract.ts";
import { refused } from "./store-error.ts";

interface Rule {
  readonly must: string;
  readonly is: (value: unknown) => boolean;
}

const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const choices: Rule = {
  must: "an object of JSON values",
  is: (value) => typeof value === "object" && value !== null && !Array.isArray(value) && isJson(value),
};

const rules: Readonly<Record<keyof ProjectSettings, Rule>> = {
  name: { must: "a text", is: isText },
  task: {
    must: "classification, detection or pose",
    is: (value) => ["classification", "detection", "pose"].includes(value as string),
  },
  images: { must: "the path of a folder", is: isText },
  skeleton: { must: "a list of joints, bones and mirrored joints", is: isSkeleton },
  seed: { must: "an integer of 0 or more", is: isCount },
  examSize: { must: "an integer of 0 or more, or null", is: (value) => value === null || isCount(value) },
  randomShare: {
    must: "a number in [0, 1]",
    is: (value) => typeof value === "number" && value >= 0 && value <= 1,
  },
  whoRule: { must: "most or latest", is: (value) => value === "most" || value === "latest" },
  network: choices,
  recipe: choices,
};

/** @throws one sentence on the first key that is unknown or has a value that cannot be */
export function checkSettings(settings: ProjectSettings): void {
  for (const [key, value] of Object.entries(settings)) {
    const rule = (rules as Record<string, Rule | undefined>)[key];
    if (rule === undefined)
      throw refused(
        `A project's settings must be of ${Object.keys(rules).join(", ")}; got "${key}". Leave it out.`,
      );
    if (key === "skeleton" && value === undefined) continue;
    if (!rule.is(value))
      throw refused(`The project's ${key} must be ${rule.must}; got ${JSON.stringify(value)}.`);
  }
  for (const key of ["name", "task", "images"] as const)
    if (settings[key] === undefined) throw refused(`A project's ${key} must be given: ${rules[key].must}.`);
  if ((settings.task === "pose") !== (settings.skeleton !== undefined))
    throw refused(
      settings.task === "pose"
        ? "A project of the task pose must have a skeleton; got none."
        : `A skeleton must be left out of a project of the task ${settings.task}.`,
    );
}

function isSkeleton(value: unknown): boolean {
  const { joints, bones, mirrored } = value as SkeletonSettings;
  if (!Array.isArray(joints) || joints.length === 0 || !joints.every(isText)) return false;
  const isJoint = (j: unknown): boolean => isCount(j) && (j as number) < joints.length;
  return (
    new Set(joints).size === joints.length &&
    Array.isArray(bones) &&
    bones.every((bone) => Array.isArray(bone) && bone.length === 2 && bone.every(isJoint)) &&
    Array.isArray(mirrored) &&
    mirrored.length === joints.length &&
    mirrored.every((m, j) => isJoint(m) && mirrored[m] === j)
  );
}

function isJson(value: unknown): boolean {
  try {
    canonicalJson(value);
    return true;
  } catch {
    return false;
  }
}
