/** `querent next`: what to label next. */
import { resolve } from "node:path";
import { csvLines, writeWholeFile } from "@querent/formats";
import { chooseBatch, type ChosenBatch, type LoopContext } from "@querent/loop";
import type { Project } from "@querent/store";
import type { Command } from "commander";
import { exitCodes, projectCommand, withModelOptions } from "../projects/project-command.ts";
import { tellBatch } from "../projects/tell-batch.ts";
import { withProject, type ProjectOptions } from "../projects/with-project.ts";
import { withTools } from "../projects/with-tools.ts";
import { UsageError } from "../terminal/errors.ts";
import { integerOption, zeroToOneOption } from "../terminal/parse-option.ts";

const help = `
The first batch is drawn at random, with the exam set spread over it. Later ones are the strategy's,
by a model of the labels as they are (trained first where it is not there yet), with a share drawn
at random: what strategies are compared on. While a batch is not all answered, the rest of it is
given again. Images that were skipped, or of which a person was unsure, rest for one round and come
back, and are left alone after three such answers.

The file has a row an image, in the order to label: rank,id,path,role,score,why; role is initial,
pick, random or exam.

Examples:
  querent next proj --batch 50 --out batch.csv
  querent next proj --batch 50 --strategy learning-loss --out batch.csv
  querent next proj --batch 100 --strategy badge --random-share 0 --json
  querent next proj --exam 200         the exam set grows by what it lacks of 200 images

querent strategies lists the strategies. ${exitCodes}`;

interface Options extends ProjectOptions {
  readonly batch: number;
  readonly strategy: string;
  readonly randomShare?: number;
  readonly exam?: number;
  readonly out?: string;
}

export function addNextCommand(program: Command): void {
  withModelOptions(projectCommand(program, "next", "Choose the images that are worth labelling next."))
    .option("--batch <n>", "images to ask for", integerOption("--batch", 1), 50)
    .option("--strategy <name>", "as an arm of querent replay", "entropy")
    .option(
      "--random-share <x>",
      "share of the batch that is drawn at random (that of the project, 0.1)",
      zeroToOneOption("--random-share"),
    )
    .option("--exam <n>", "let the exam set grow to so many images", integerOption("--exam", 1))
    .option("--out <file>", "a CSV file; without it the first ones are shown")
    .addHelpText("after", help)
    .action((folder: string, options: Options) =>
      withProject(folder, options, async ({ project, context, output }) => {
        const { batch, strategy, randomShare, exam, out } = options;
        if (exam !== undefined) letExamGrow(project, context, exam);
        const chosen = await withTools(context, strategy, project.settings().task, (inContext) =>
          chooseBatch(project, inContext, { batch, strategy, randomShare }),
        );
        const { round, items, again } = chosen;
        const pathOf = (item: number): string => project.item(item)!.path ?? "";
        if (out !== undefined) await writeWholeFile(resolve(out), csvOf(chosen, pathOf));
        tellBatch(output, chosen, out);
        output.emit({
          event: "batch",
          round,
          strategy: chosen.strategy,
          again,
          items: items.map(({ id, item, role, score, why }) => ({
            id,
            path: pathOf(item),
            role,
            score,
            why,
          })),
        });
      }),
    );
}

/** The exam set never shrinks: figures on it would be of other images. */
function letExamGrow(project: Project, { who, now }: LoopContext, size: number): void {
  const there = project.exam().length;
  if (size < there)
    throw new UsageError(`--exam must be at least ${there}, the images that it has; got ${size}.`);
  if (size !== project.settings().examSize) project.changeSettings({ examSize: size }, who, now());
}

function csvOf({ items }: ChosenBatch, pathOf: (item: number) => string): Iterable<string> {
  const header = ["rank", "id", "path", "role", "score", "why"];
  return csvLines(
    header,
    items.map(({ id, item, role, score, why }, at) => [
      at + 1,
      id,
      pathOf(item),
      role,
      score ?? "",
      typeof why === "string" ? why : "",
    ]),
  );
}
