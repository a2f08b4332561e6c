/** `querent group`: finds images that belong together. */
import { groupByPattern } from "@querent/formats";
import { findGroups, type GroupRules } from "@querent/loop";
import type { Command } from "commander";
import { exitCodes, projectCommand } from "../projects/project-command.ts";
import { tellGroups } from "../projects/tell-groups.ts";
import { withProject, type ProjectOptions } from "../projects/with-project.ts";
import { UsageError } from "../terminal/errors.ts";
import { integerOption, listOption, positiveOption } from "../terminal/parse-option.ts";

const BITS = 4;
const SECONDS = 2;
const rules = ["folder", "name", "time"];

const help = `
Images of one group are never parted between training and exam, and a batch takes groups in turns.
What is found is joined with the groups that are there. The exam set stays as it is: an image that
turns out to belong to one of its groups leaves training, with its label, and is not asked for.

Without options it looks for near-duplicates and by name.
  near-duplicates  copies in another size or quality, by a hash of 64 bits that may differ in a few
  name             clip_0001.jpg, clip_0002.jpg, …: three or more without a gap
  folder           all images of one folder below that of the images: for a folder a video, not a class
  time             files of one folder whose times follow each other; copied files have the time of
                   that, and when a picture was taken is not looked up in it
A group that is more than a fifth of all images is not taken, nor are names or times that are the
whole of a folder; it is said which.

Examples:
  querent group proj
  querent group proj --near-duplicates 8 --by folder
  querent group proj --by time --seconds 5
  querent group proj --group "(.*)_\\d+" --anew      only these, not the groups that are there

${exitCodes}`;

interface Options extends ProjectOptions {
  readonly nearDuplicates?: number | true;
  readonly by?: string[];
  readonly seconds?: number;
  readonly group?: string;
  readonly anew?: boolean;
}

export function addGroupCommand(program: Command): void {
  projectCommand(program, "group", "Find images that belong together, such as frames and copies.")
    .option(
      "--near-duplicates [bits]",
      `images that look the same but for so many bits of 64 (${BITS})`,
      integerOption("--near-duplicates", 0, 10),
    )
    .option("--by <list>", `${rules.join(", ")}: one or more, separated by commas`, listOption("--by"))
    .option("--seconds <n>", `between times that follow each other (${SECONDS})`, positiveOption("--seconds"))
    .option("--group <pattern>", "as of querent init, of all images")
    .option("--anew", "forget the groups that are there")
    .addHelpText("after", help)
    .action((folder: string, options: Options) => {
      const wanted = rulesOf(options);
      return withProject(folder, options, async ({ project, context, output }) =>
        tellGroups(output, await findGroups(project, context, wanted)),
      );
    });
}

function rulesOf({ nearDuplicates, by, seconds, group, anew }: Options): GroupRules {
  const unknown = by?.find((rule) => !rules.includes(rule));
  if (unknown !== undefined) throw new UsageError(`--by must be of ${rules.join(", ")}; got "${unknown}".`);
  if (seconds !== undefined && by?.includes("time") !== true)
    throw new UsageError("--seconds is for times that follow each other: it needs --by time.");
  const none = nearDuplicates === undefined && by === undefined && group === undefined;
  const bits = nearDuplicates === true || none ? BITS : nearDuplicates;
  return {
    ...(bits !== undefined && { nearDuplicates: bits }),
    folder: by?.includes("folder") ?? false,
    name: by?.includes("name") ?? none,
    ...(by?.includes("time") && { seconds: seconds ?? SECONDS }),
    ...(group !== undefined && { pattern: groupByPattern(group) }),
    anew: anew ?? false,
  };
}
