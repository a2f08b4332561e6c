/** `querent status`: where a project stands. */
import { projectStatus } from "@querent/loop";
import type { Command } from "commander";
import { exitCodes, projectCommand } from "../projects/project-command.ts";
import { tellStatus } from "../projects/tell-status.ts";
import { withProject, type ProjectOptions } from "../projects/with-project.ts";
import { positiveOption, integerOption } from "../terminal/parse-option.ts";

const help = `
Reads only. The figure is that of the exam set, which no strategy chose and nothing was trained on,
with a 95 % interval. What stopping rules say is advice: docs/stopping.md says what each looks at,
and how often it was right on finished data sets.

Examples:
  querent status proj
  querent status proj --target 0.9 --budget 500

${exitCodes}`;

interface Options extends ProjectOptions {
  readonly target?: number;
  readonly budget?: number;
}

export function addStatusCommand(program: Command): void {
  projectCommand(program, "status", "Labels, rounds, the exam figure, and advice on stopping.")
    .option("--target <x>", "the figure that would be enough, in (0, 1]", positiveOption("--target"))
    .option("--budget <n>", "labels that may be given in all", integerOption("--budget", 1))
    .addHelpText("after", help)
    .action((folder: string, options: Options) =>
      withProject(folder, options, async ({ project, output }) => {
        const { target, budget } = options;
        const stopping = {
          ...(target !== undefined && { target: { target } }),
          ...(budget !== undefined && { budget: { labels: budget } }),
        };
        tellStatus(output, projectStatus(project, { stopping }));
      }),
    );
}
