/** An arm of a replay: how its model trains and how it picks. */
import { strategyForTask, strategyNamed } from "@querent/core";
import type { Strategy, Task } from "@querent/core";
import type { ModuleObjective } from "@querent/models";

/** One line of the comparison. Arms with the same `module` train alike; `strategy` alone decides what is labelled. */
export interface Arm {
  readonly name: string; // as asked for, for instance "random+module"
  readonly strategy: Strategy;
  /** How the loss prediction module is trained along with the model; undefined when it is not. */
  readonly module?: ModuleObjective;
}

const objectives: readonly ModuleObjective[] = ["ranking", "mse"];

/**
 * Reads `STRATEGY`, `STRATEGY+module` or `STRATEGY+module:OBJECTIVE`, the strategy as `strategyNamed` spells it; one
 * that needs the predicted loss trains the module anyway and is written `learning-loss` or `learning-loss:OBJECTIVE`.
 * The objective is `ranking` (the paper's margin ranking loss) unless given; `mse` is the paper's ablation.
 *
 * @param task what the strategy's name means on it, as `strategyForTask` says; any strategy will do without
 * @throws when there is no such strategy or objective, the task's models do not give what the strategy needs, or the
 *   module is asked for twice
 */
export function parseArm(name: string, task?: Task): Arm {
  const [, base, plus, objective] = /^(.*?)(\+module)?(?::([^:]*))?$/.exec(name)!;
  const strategy = task === undefined ? strategyNamed(base) : strategyForTask(base, task);
  const trainsAnyway = strategy.needs.includes("predictedLoss");
  if (trainsAnyway && plus !== undefined)
    throw new Error(`${base} trains the module anyway; got "${name}". Leave out +module.`);
  if (!trainsAnyway && plus === undefined) {
    if (objective === undefined) return { name, strategy };
    throw new Error(
      `Only an arm with the module has an objective; got "${name}". Write ${base}+module:${objective}, or leave it out.`,
    );
  }
  if (objective !== undefined && !objectives.includes(objective as ModuleObjective))
    throw new Error(
      `The module's objective must be one of ${objectives.join(", ")}; got "${objective}" in "${name}".`,
    );
  return { name, strategy, module: (objective as ModuleObjective | undefined) ?? "ranking" };
}

/** Names that read better without their hyphen; the others are names of methods, and stay as they are typed. */
const inWords = new Set(["learning-loss", "least-confidence"]);

/** The arm in words, for a legend or a sentence: "learning loss", "random, module trained", "learning loss (MSE)". */
export function armTitle(name: string): string {
  const { strategy, module } = parseArm(name);
  const words = inWords.has(strategy.name) ? strategy.name.replaceAll("-", " ") : strategy.name;
  const trained = strategy.needs.includes("predictedLoss") || module === undefined ? "" : " + module";
  return `${words}${trained}${module === "mse" ? " (MSE)" : ""}`;
}
