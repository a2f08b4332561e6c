/** What makes two replays the same: settings and data. */
import { createHash } from "node:crypto";
import type { Recipe } from "@querent/models";
import { asksFor, asksForPasses } from "./needs.ts";
import type { ReplayPlan } from "./plan.ts";
import { reportVersion } from "./report-types.ts";
import type { ReplaySubject } from "./tasks/replay-subject.ts";

/** Every setting that can change a result, as flat values that can be compared and shown. */
export type ReplayIdentity = Readonly<Record<string, string | number | null>>;

/** The identity of a replay: its settings, the learner's, and a hash of the data. @throws when the two disagree */
export function replayIdentity(plan: ReplayPlan, subject: ReplaySubject): ReplayIdentity {
  const { settings } = plan;
  const { settings: learner, data } = subject;
  if (settings.task !== subject.task)
    throw new Error(`internal: the replay is of ${settings.task}; got a subject of ${subject.task}.`);
  for (const name of ["network", "recipe", "epochs", "moduleWeight", "provider", "threads"] as const)
    if (settings[name] !== learner[name])
      throw new Error(
        `internal: the learner must be made as the plan says, with ${name} ${settings[name]}; got ${learner[name]}.`,
      );
  return {
    version: reportVersion,
    task: settings.task,
    dataset: data.name,
    data: fingerprint(subject),
    network: learner.network,
    recipe: learner.recipe,
    "what the recipe is": hashOf(subject.recipe), // another version of Querent may have another under the name
    epochs: learner.epochs ?? null,
    ...(learner.moduleWeight !== undefined && { moduleWeight: learner.moduleWeight }),
    normalisation: [...learner.normalisation.mean, ...learner.normalisation.std].join(" "),
    strategies: settings.strategies.join(","),
    pool: settings.pool,
    initial: settings.initial,
    batch: settings.batch,
    rounds: settings.rounds,
    trials: settings.trials,
    seed: settings.seed,
    test: settings.test,
    subset: settings.subset ?? null,
    ...(asksForPasses(plan) && { passes: settings.passes }),
    ...(asksFor(plan, "committee") && { committee: settings.committee }),
    provider: learner.provider,
    threads: learner.threads,
  };
}

function hashOf(recipe: Recipe): string {
  return createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, 16);
}

/** The first 16 hexadecimal digits of a SHA-256 over what was annotated, ids and pixels of both parts. */
export function fingerprint({ data, annotated }: Pick<ReplaySubject, "data" | "annotated">): string {
  const hash = createHash("sha256").update(JSON.stringify(annotated()));
  for (const part of ["train", "test"] as const) {
    const { images, ids } = data[part];
    const { count, height, width, channels } = images;
    hash.update(JSON.stringify([count, height, width, channels, annotated(part), ids]));
    hash.update(images.data);
    if (images.features !== undefined) {
      const { buffer, byteOffset, byteLength } = images.features.data;
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
  }
  return hash.digest("hex").slice(0, 16);
}
