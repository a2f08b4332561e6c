/** Turns the settings of a replay into a plan, or says what is wrong with them. */
import { signalsOfTask } from "@querent/core";
import type { Task } from "@querent/core";
import type { LearnerSettings } from "@querent/models";
import { parseArm } from "./arm.ts";
import type { Arm } from "./arm.ts";
import type { SubjectData } from "./tasks/replay-subject.ts";

/** What a person asks for. */
export interface ReplaySettings {
  readonly task: Task;
  readonly network: string;
  readonly recipe: string;
  /** Overrides the recipe's number of epochs. */
  readonly epochs?: number;
  readonly strategies: readonly string[]; // names of arms, see `parseArm`
  /** Items drawn from the training part in each trial; all of it unless given. */
  readonly pool?: number;
  readonly initial: number; // labels of round 0, drawn at random
  readonly batch: number; // labels added by each query
  readonly rounds: number; // queries after round 0, so rounds + 1 points of the curve
  readonly trials: number;
  readonly seed: number;
  /** Items of the test part that are looked at, drawn by the seed; all of it unless given. */
  readonly test?: number;
  /** The share of the candidates, drawn at random, that every strategy with a subset looks at; its own default unless given. */
  readonly subset?: number;
  /** Dropout passes for the strategies that need them; 100 unless given. */
  readonly passes?: number;
  /** Models of a committee for the strategies that need one, the round's own model included; 5 unless given. */
  readonly committee?: number;
  /** What the module's loss counts beside the target loss; the task's own unless given. */
  readonly moduleWeight?: number;
  readonly provider: LearnerSettings["provider"];
  readonly threads: number;
}

/** Settings that hold together, with every default filled in. */
export interface ReplayPlan {
  readonly settings: ReplaySettings &
    Required<Pick<ReplaySettings, "pool" | "test" | "passes" | "committee">>;
  readonly arms: readonly Arm[];
  readonly budgets: readonly number[]; // (rounds + 1), labels at each round
}

/**
 * Checks the settings against the data set.
 *
 * @throws with what must hold, what came and what to do
 */
export function planReplay(
  settings: ReplaySettings,
  dataset: Pick<SubjectData, "name" | "train" | "test">,
): ReplayPlan {
  const items = dataset.train.ids.length;
  const tests = dataset.test.ids.length;
  const {
    pool = items,
    test = tests,
    initial,
    batch,
    rounds,
    trials,
    seed,
    epochs,
    moduleWeight,
    subset,
    passes = 100,
    committee = 5,
    threads,
  } = settings;
  if (!Object.hasOwn(signalsOfTask, settings.task))
    throw new Error(
      `task must be one of ${Object.keys(signalsOfTask).join(", ")}; got "${String(settings.task)}".`,
    );
  whole("pool", pool, 2, items, `${dataset.name} has ${items} training images.`);
  const more = pool < items ? "raise pool" : "add images";
  whole("initial", initial, 2, pool, `The pool has ${pool} images: lower initial or ${more}.`);
  whole("batch", batch, 1, pool, `The pool has ${pool} images: lower batch or ${more}.`);
  whole("rounds", rounds, 1, 10_000, "It is the number of queries after round 0.");
  const labels = initial + rounds * batch;
  if (labels > pool)
    throw new Error(
      `initial + rounds x batch must be at most the pool of ${pool} images; got ` +
        `${initial} + ${rounds} x ${batch} = ${labels}. Lower one of them or ${more}.`,
    );
  whole("trials", trials, 1, 1000, "Five or more trials let a winner be named.");
  whole("test", test, 1, tests, `${dataset.name} has ${tests} test images.`);
  whole(
    "seed",
    seed,
    0,
    Number.MAX_SAFE_INTEGER,
    "Any whole number will do; the same one repeats the replay.",
  );
  whole("threads", threads, 1, 1024, "Give as many as the machine has cores.");
  if (epochs !== undefined) whole("epochs", epochs, 1, 100_000, "Leave it out for the recipe's own number.");
  whole("passes", passes, 2, 10_000, "Each is one draw of what dropout leaves out.");
  whole("committee", committee, 2, 100, "Each is one more training in every round.");
  if (moduleWeight !== undefined && !(moduleWeight > 0 && Number.isFinite(moduleWeight)))
    throw new Error(
      `moduleWeight must be a positive number; got ${moduleWeight}. Leave it out for the task's own.`,
    );
  if (subset !== undefined && !(subset > 0 && subset <= 1))
    throw new Error(
      `subset must be a number in (0, 1]; got ${subset}. It is a share of the unlabelled pool; leave it out for ` +
        "each strategy's own.",
    );
  return {
    settings: { ...settings, pool, test, passes, committee },
    arms: armsOf(settings.strategies, settings.task),
    budgets: Array.from({ length: rounds + 1 }, (_, round) => initial + round * batch),
  };
}

function armsOf(names: readonly string[], task: Task): Arm[] {
  if (names.length === 0)
    throw new Error("strategies must name at least one strategy; got none. Try random,learning-loss.");
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated !== undefined)
    throw new Error(`strategies must name each strategy once; got "${repeated}" twice. Leave one out.`);
  const arms = names.map((name) => parseArm(name, task));
  arms.forEach(({ name, strategy, module }, i) => {
    const same = arms.slice(0, i).find((arm) => arm.strategy === strategy && arm.module === module);
    if (same !== undefined)
      throw new Error(
        `strategies must differ; got "${same.name}" and "${name}", which are the same. Leave one out.`,
      );
  });
  return arms;
}

function whole(name: string, value: number, min: number, max: number, advice: string): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new Error(`${name} must be an integer in [${min}, ${max}]; got ${value}. ${advice}`);
}
