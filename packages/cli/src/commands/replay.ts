/** `querent replay`: strategies compared on a data set whose labels are known. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Option, type Command } from "commander";
import { signalsOfTask, strategiesForTask, type Task } from "@querent/core";
import { learnerChoice } from "@querent/loop";
import { openProject } from "@querent/store";
import { offeredLearners } from "../projects/offered-learners.ts";
import { replayAndReport } from "../replaying/replay-and-report.ts";
import { UsageError } from "../terminal/errors.ts";
import { interruptSignal } from "../terminal/interrupt-signal.ts";
import { processOutput } from "../terminal/output.ts";
import {
  choiceOption,
  integerOption,
  listOption,
  positiveOption,
  shareOption,
} from "../terminal/parse-option.ts";

const help = `
DATASET for --task classification is a folder with train/CLASS/*.jpg and test/CLASS/*.jpg, or with
CLASS/*.jpg alone (a fifth of each class is then kept for testing), or with IDX files such as
Fashion-MNIST's; for --task detection images with boxes and for --task pose people with joints, as
COCO, Pascal VOC or YOLO have them. DATASET may be a project: its labelled images are replayed with
its exam set as the test part, and task, network and seed are those of the project.

An arm is a strategy by its name; NAME+module trains the loss prediction module along but picks by
NAME, which tells the effect of training from the effect of picking; learning-loss:mse is the
paper's ablation. "all" is every strategy of the task; "querent strategies --task NAME" lists them. For
boxes and joints entropy, margin and least-confidence are those of boxes and joints.

Examples:
  querent replay photos/ --initial 50 --batch 50 --rounds 6 --trials 5 --out report/
  querent replay fashion-mnist/ --strategies random,entropy --pool 10000 --seed 7 --out report/
  querent replay fashion-mnist/ --network small-dropout --strategies all --pool 2000 --trials 3
  querent replay bccd/BCCD --task detection --initial 20 --batch 20 --rounds 5 --out report/
  querent replay deeppcb --task detection --initial 50 --batch 50 --rounds 4 --out report/
  querent replay lsp --task pose --initial 100 --batch 100 --rounds 4 --out report/

Exit code 0: done; 1: it failed, and says why; 2: wrong use; 130: stopped, the same command goes on.`;

const usualArms = ["random", "random+module", "entropy", "core-set", "learning-loss"];

const tasks = Object.keys(signalsOfTask) as Task[];

interface Options {
  readonly task: Task;
  readonly strategies: string[];
  readonly network?: string;
  readonly recipe?: string;
  readonly epochs?: number;
  readonly moduleWeight?: number;
  readonly pool?: number;
  readonly test?: number;
  readonly size?: number;
  readonly group?: string;
  readonly initial: number;
  readonly batch: number;
  readonly rounds: number;
  readonly trials: number;
  readonly seed: number;
  readonly subset?: number;
  readonly passes?: number;
  readonly committee?: number;
  readonly workers?: number;
  readonly threads?: number;
  readonly provider: "cpu" | "webgpu" | "cuda";
  readonly out: string;
  readonly restart?: boolean;
  readonly labels?: string;
  readonly json?: boolean;
}

export function addReplayCommand(program: Command): void {
  program
    .command("replay")
    .argument("<dataset>", "folder of labelled images, or a project")
    .description("Compare strategies on a data set whose labels are known; write a report.")
    .option(
      "--task <task>",
      `what is learned: ${tasks.join(", ")}`,
      choiceOption("--task", tasks),
      "classification",
    )
    .addOption(
      new Option("--strategies <list>", "arms, separated by commas")
        .argParser(listOption("--strategies"))
        .default(usualArms, usualArms.join(",")),
    )
    .option("--network <name>", choicesOf("networks"))
    .option("--recipe <name>", choicesOf("recipes"))
    .option("--epochs <n>", "instead of the recipe's own number", integerOption("--epochs", 1))
    .option(
      "--module-weight <x>",
      "what the module's loss counts beside the target loss (the recipe's: 1, compact detectors 0.1, poses 1e-4)",
      positiveOption("--module-weight"),
    )
    .option(
      "--pool <n>",
      "images drawn from the training part for each trial (all)",
      integerOption("--pool", 2),
    )
    .option("--test <n>", "images of the test part that are looked at (all)", integerOption("--test", 1))
    .option(
      "--size <pixels>",
      "bring images to this side (small ones stay as they are; with boxes the longer side, 320; of people, 64)",
      integerOption("--size", 4, 4096),
    )
    .option(
      "--group <pattern>",
      "boxes and joints: a test part that has to be drawn takes whole groups, named by the pattern's first brackets in an image's path",
    )
    .option("--initial <n>", "images labelled at random at the start", integerOption("--initial", 2), 100)
    .option("--batch <n>", "images added by each query", integerOption("--batch", 1), 100)
    .option("--rounds <n>", "queries after the start", integerOption("--rounds", 1), 5)
    .option("--trials <n>", "repetitions, each from another start", integerOption("--trials", 1), 3)
    .option("--seed <n>", "the same number gives the same report", integerOption("--seed", 0), 1)
    .option(
      "--subset <share>",
      "share of the candidates each strategy looks at (its own)",
      shareOption("--subset"),
    )
    .option("--passes <n>", "dropout passes, for bald and its kin (100)", integerOption("--passes", 2))
    .option(
      "--committee <n>",
      "models trained each round for vote-entropy and its kin (5)",
      integerOption("--committee", 2, 100),
    )
    .option(
      "--workers <n>",
      "processes side by side (trials, at most the cores)",
      integerOption("--workers", 1, 256),
    )
    .option("--threads <n>", "threads of each process (cores / workers)", integerOption("--threads", 1, 256))
    .option(
      "--provider <name>",
      "cpu, webgpu or cuda",
      choiceOption("--provider", ["cpu", "webgpu", "cuda"]),
      "cpu",
    )
    .option(
      "--labels <path>",
      "of a project: all images that this file labels, not only those labelled there",
    )
    .option("--out <folder>", "where the report goes, and where a stopped replay is found again", "report")
    .option("--restart", "throw away what the folder holds of an earlier replay")
    .option("--json", "one JSON object a line")
    .addHelpText("after", help)
    .action(async (dataset: string, asked: Options) => {
      const folder = resolve(dataset);
      const isProject = existsSync(join(folder, "querent.sqlite"));
      if (!isProject && asked.labels !== undefined)
        throw new UsageError(`--labels is for projects; ${dataset} is none. Leave it out.`);
      const options = isProject ? { ...asked, ...choicesOfProject(folder) } : withDefaults(asked);
      const { out, restart = false, json = false, size, group, workers, labels, ...given } = options;
      const all = strategiesForTask(given.task).map(({ name }) => name);
      const settings = {
        ...given,
        strategies: given.strategies.flatMap((name) => (name === "all" ? all : [name])),
      };
      await replayAndReport(
        {
          source: isProject
            ? { kind: "project", folder, ...(labels !== undefined && { labels: resolve(labels) }) }
            : { kind: "folder", task: given.task, folder, size, group },
          settings,
          workers,
          out,
          restart,
          command: repeatedCommand(dataset, options),
        },
        processOutput(json),
        interruptSignal(),
      );
    });
}

type ChoicesOfProject = Pick<Options, "task" | "epochs" | "seed"> & Chosen;

/** What a project says of its learner and draws by. */
function choicesOfProject(folder: string): ChoicesOfProject {
  const project = openProject(folder);
  try {
    const { task, seed } = project.settings();
    const { network, recipe, epochs } = learnerChoice(project, {});
    return { task, network, recipe, epochs, seed };
  } finally {
    project.close();
  }
}

/** "small, resnet18 (default: small); detection: compact (default), ssd300; …" */
function choicesOf(what: "networks" | "recipes"): string {
  return tasks
    .map((task) => {
      const names = offeredLearners[task][what];
      return task === "classification"
        ? `${names.join(", ")} (default: ${names[0]})`
        : `${task}: ${names.join(", ")} (default: ${names[0]})`;
    })
    .join("; ");
}

type Chosen = Required<Pick<Options, "network" | "recipe">>;

/** The network and the recipe checked against the task's, or its first ones. */
function withDefaults(asked: Options): Options & Chosen {
  const { networks, recipes } = offeredLearners[asked.task];
  const { network = networks[0], recipe = recipes[0] } = asked;
  return {
    ...asked,
    network: choiceOption("--network", networks)(network),
    recipe: choiceOption("--recipe", recipes)(recipe),
  };
}

/** The command in words, without the folders of this machine. */
function repeatedCommand(dataset: string, options: Options): string {
  const name = resolve(dataset).split(/[\\/]/).at(-1);
  const flags = Object.entries(options)
    .filter(([option]) => !["out", "restart", "json"].includes(option))
    .map(
      ([option, value]) =>
        `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${quoted(Array.isArray(value) ? value.join(",") : String(value))}`,
    );
  return `querent replay ${quoted(name!)} ${flags.join(" ")}`;
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w.,:+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
