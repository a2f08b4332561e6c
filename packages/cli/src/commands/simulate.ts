/** `querent simulate`: the whole loop unattended. */
import { resolve } from "node:path";
import { keyFrom, split } from "@querent/core";
import { exchangeFormats, readText, type ExchangeFormatName } from "@querent/formats";
import {
  hiddenLabels,
  livingClasses,
  readOwnLabels,
  simulate,
  type OracleNoise,
  type SimulatedRound,
} from "@querent/loop";
import type { Project } from "@querent/store";
import { wordsOf } from "@querent/replay";
import { Option, type Command } from "commander";
import { exitCodes, projectCommand, withModelOptions } from "../projects/project-command.ts";
import { intervalOf, percent } from "../projects/tell-status.ts";
import { withProject, type ProjectCommand, type ProjectOptions } from "../projects/with-project.ts";
import { withTools } from "../projects/with-tools.ts";
import { UsageError } from "../terminal/errors.ts";
import { belowOneOption, choiceOption, integerOption, zeroToOneOption } from "../terminal/parse-option.ts";

const names = exchangeFormats.map(({ name }) => name);

const help = `
An oracle that knows the labels answers what is asked for, through the same events as a person, and
after each batch a model is trained and tested on the exam set. A simulation that was stopped or
killed goes on where it was. --noise makes the oracle wrong that often, evenly, or more often on
images that --difficulty (a CSV file with the columns id and difficulty) calls hard.

With --random-share 0 the picks and figures are those of querent replay on the project with the same
settings.

Examples:
  querent simulate proj --labels BCCD --budget 200 --strategy entropy --batch 20
  querent simulate proj --labels labels.csv --budget 1000 --strategy learning-loss --noise 0.05

${exitCodes}`;

interface Options extends ProjectOptions {
  readonly labels: string;
  readonly format?: ExchangeFormatName;
  readonly budget: number;
  readonly batch: number;
  readonly initial?: number;
  readonly strategy: string;
  readonly randomShare?: number;
  readonly noise?: number;
  readonly difficulty?: string;
}

export function addSimulateCommand(program: Command): void {
  withModelOptions(
    projectCommand(program, "simulate", "Let an oracle label what is asked for: the whole loop unattended."),
  )
    .requiredOption("--labels <path>", "labels in any format that querent import reads")
    .option(
      "--format <name>",
      `${names.join(", ")} (found by what is there)`,
      choiceOption("--format", names),
    )
    .addOption(
      new Option("--budget <n>", "answers in all, those of the exam set included")
        .argParser(integerOption("--budget", 1))
        .makeOptionMandatory(),
    )
    .option("--batch <n>", "images a round", integerOption("--batch", 1), 50)
    .option(
      "--initial <n>",
      "images of the first round, drawn at random (a batch)",
      integerOption("--initial", 2),
    )
    .option("--strategy <name>", "as an arm of querent replay", "entropy")
    .option("--random-share <x>", "share of a batch drawn at random (0.1)", zeroToOneOption("--random-share"))
    .option("--noise <x>", "how often the oracle is wrong, in [0, 1)", belowOneOption("--noise"))
    .option("--difficulty <file>", "CSV with id,difficulty: where it is wrong more often")
    .addHelpText("after", help)
    .action((folder: string, options: Options) =>
      withProject(folder, options, (command) =>
        withTools(command.context, options.strategy, command.project.settings().task, (context) =>
          run({ ...command, context }, options),
        ),
      ),
    );
}

async function run({ project, context, output }: ProjectCommand, options: Options): Promise<void> {
  const { labels } = await readOwnLabels(project, { ...context, who: "oracle" }, resolve(options.labels), {
    format: options.format,
  });
  const noise = await noiseOf(project, options);
  const oracle = hiddenLabels(labels, { noise });
  const { metric } = wordsOf(project.settings().task);
  const tell = ({ round, answers, evaluation }: SimulatedRound): void => {
    const { figure, labels: trained } = evaluation;
    output.say(
      `Round ${round}: ${answers} answers, trained on ${trained}` +
        (figure === null ? "." : `, ${metric} ${percent(figure.estimate)} (${intervalOf(figure)}).`),
    );
    output.emit({
      event: "round",
      round,
      answers,
      labels: trained,
      figure: figure === null ? null : { estimate: figure.estimate, low: figure.low, high: figure.high },
    });
  };
  await simulate(project, context, oracle, { ...options, onRound: tell });
  output.say("Done. querent status shows where the project stands.");
}

async function noiseOf(project: Project, { noise, difficulty }: Options): Promise<OracleNoise | undefined> {
  if (difficulty !== undefined && noise === undefined)
    throw new UsageError("--difficulty says where the oracle is wrong more often: give --noise too.");
  if (noise === undefined || noise === 0) return undefined;
  return {
    share: noise,
    classes: livingClasses(project).map((one) => one.class),
    mirrored: project.settings().skeleton?.mirrored,
    key: split(keyFrom(project.settings().seed), "oracle"),
    ...(difficulty !== undefined && { difficulty: await readDifficulty(resolve(difficulty)) }),
  };
}

async function readDifficulty(file: string): Promise<Map<string, number>> {
  const { columns, places } = await readText(file, ["id", "difficulty"]);
  return new Map(
    columns.id.map((id, at) => {
      const value = Number(columns.difficulty[at]);
      if (columns.difficulty[at].trim() === "" || !Number.isFinite(value))
        throw new Error(
          `${file}, ${places[at]}: difficulty must be a number; got "${columns.difficulty[at]}".`,
        );
      return [id, value];
    }),
  );
}
