/** `querent export`: writes labels in a format of the field. */
import { resolve } from "node:path";
import { exchangeFormats, type ExchangeFormatName } from "@querent/formats";
import { exportLabels, exportLosses } from "@querent/loop";
import { Option, type Command } from "commander";
import { exitCodes, projectCommand } from "../projects/project-command.ts";
import { withProject, type ProjectOptions } from "../projects/with-project.ts";
import { choiceOption } from "../terminal/parse-option.ts";

const names = exchangeFormats.map(({ name }) => name);

const help = `
What the format has no place for is said first. The folder or file is written whole or not at all;
one that is there is replaced only with --overwrite.

Examples:
  querent export proj --format coco --out coco/
  querent export proj --format yolo --out yolo/ --copy-images --parts
  querent export proj --format csv --out labels.csv

${exitCodes}`;

interface Options extends ProjectOptions {
  readonly format: ExchangeFormatName;
  readonly out: string;
  readonly unlabelled?: boolean;
  readonly parts?: boolean;
  readonly copyImages?: boolean;
  readonly overwrite?: boolean;
}

export function addExportCommand(program: Command): void {
  projectCommand(program, "export", "Write the labels in another tool's format.")
    .addOption(
      new Option("--format <name>", names.join(", "))
        .argParser(choiceOption("--format", names))
        .makeOptionMandatory(),
    )
    .requiredOption("--out <path>", "a folder, or a file where the format is one")
    .option("--unlabelled", "images that nobody has labelled too")
    .option("--parts", "the exam set as the part test, the others as train")
    .option("--copy-images", "the images too")
    .option("--overwrite", "replace what is there")
    .addHelpText("after", help)
    .action((folder: string, { out, ...options }: Options) =>
      withProject(folder, options, async ({ project, context, output }) => {
        const losses = exportLosses(project, options);
        for (const loss of losses) output.say(loss);
        const { files } = await exportLabels(project, resolve(out), { ...options, abort: context.abort });
        output.say(`${files.length} file${files.length === 1 ? "" : "s"} written to ${out}.`);
        output.emit({ event: "exported", files, losses });
      }),
    );
}
