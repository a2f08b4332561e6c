/** `querent import`: takes labels from elsewhere. */
import { resolve } from "node:path";
import { exchangeFormats, type ExchangeFormatName } from "@querent/formats";
import { importLabels } from "@querent/loop";
import type { Command } from "commander";
import { exitCodes, projectCommand } from "../projects/project-command.ts";
import { tellList } from "../projects/tell-images.ts";
import { withProject, type ProjectOptions } from "../projects/with-project.ts";
import { choiceOption } from "../terminal/parse-option.ts";

const names = exchangeFormats.map(({ name }) => name);

const help = `
Each label is kept as an event of --who; importing the same again keeps nothing twice. Images are
matched by their paths below the folder of images, else by the end of the path; where two would fit
it is refused. docs/data-formats.md says what each format holds.

Examples:
  querent import proj BCCD --format voc
  querent import proj instances_train.json
  querent import proj labels.csv --who annotator-2

${exitCodes}`;

interface Options extends ProjectOptions {
  readonly format?: ExchangeFormatName;
  readonly addClasses?: boolean;
}

export function addImportCommand(program: Command): void {
  projectCommand(program, "import", "Take labels from a file or folder of another tool.")
    .argument("<labels>", "a file or a folder")
    .option(
      "--format <name>",
      `${names.join(", ")} (found by what is there)`,
      choiceOption("--format", names),
    )
    .option("--add-classes", "add classes that the project does not have (done anyway while it has none)")
    .addHelpText("after", help)
    .action((folder: string, labels: string, options: Options) =>
      withProject(folder, options, async ({ project, context, output }) => {
        const { format, addClasses } = options;
        const done = await importLabels(project, context, resolve(labels), { format, addClasses });
        tellList(output, "Of the file", done.notes);
        if (done.addedClasses.length > 0) output.say(`New classes: ${done.addedClasses.join(", ")}.`);
        tellList(output, "Images that the project does not have", done.unmatched);
        output.say(
          `${done.imported} labels imported from ${done.format}` +
            (done.known > 0 ? `; ${done.known} were given by ${context.who} before.` : "."),
        );
        output.emit({ event: "imported", ...done });
      }),
    );
}
