/** `querent index`: looks for images again. */
import { groupByPattern } from "@querent/formats";
import { indexImages } from "@querent/loop";
import type { Command } from "commander";
import { exitCodes, projectCommand } from "../projects/project-command.ts";
import { tellImages } from "../projects/tell-images.ts";
import { withProject, type ProjectOptions } from "../projects/with-project.ts";
import { resolve } from "node:path";

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
        const { images, group } = options;
        if (images !== undefined)
          project.changeSettings({ images: resolve(images) }, context.who, context.now());
        const found = await indexImages(project, context, {
          ...(group !== undefined && { group: groupByPattern(group) }),
        });
        tellImages(output, found);
      }),
    );
}
