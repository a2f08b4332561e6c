/** `querent index`: looks for images again. */
import { resolve } from "node:path";
import { groupByPattern } from "@querent/formats";
import { checkImagesFolder, indexImages } from "@querent/loop";
import type { Command } from "commander";
import { exitCodes, projectCommand } from "../projects/project-command.ts";
import { tellImages } from "../projects/tell-images.ts";
import { withProject, type ProjectOptions } from "../projects/with-project.ts";

const help = `
New images become items, moved ones are found again by their content, missing ones are named; no
label is ever lost by it. Files whose size and time are as they were are not read again.

Examples:
  querent index proj
  querent index proj --images /new/place/of/the/images

${exitCodes}`;

interface Options extends ProjectOptions {
  readonly images?: string;
  readonly group?: string;
}

export function addIndexCommand(program: Command): void {
  projectCommand(program, "index", "Look for new, moved and missing images.")
    .option("--images <folder>", "where the images are now")
    .option("--group <pattern>", "as of querent init; for images that are new or changed")
    .addHelpText("after", help)
    .action((folder: string, options: Options) =>
      withProject(folder, options, async ({ project, context, output }) => {
        const group = options.group === undefined ? undefined : groupByPattern(options.group);
        const { images } = project.settings();
        const wanted = options.images === undefined ? images : resolve(options.images);
        checkImagesFolder(wanted);
        if (wanted !== images) project.changeSettings({ images: wanted }, context.who, context.now());
        const found = await indexImages(project, context, { group });
        tellImages(output, found);
      }),
    );
}
