/** `querent recover`: brings back what can be read of a damaged project. */
import { resolve } from "node:path";
import { recoverProject } from "@querent/store";
import type { Command } from "commander";
import { exitCodes } from "../projects/project-command.ts";
import { tellList } from "../projects/tell-images.ts";
import { processOutput } from "../terminal/output.ts";

const help = `
Every answer is kept twice: in querent.sqlite and, a line each, in events.jsonl. What one of them has
lost the other brings back. The damaged files are kept beside the new ones, and what is lost is said.
A project that is sound is left as it is.

Example:
  querent recover proj

${exitCodes}`;

export function addRecoverCommand(program: Command): void {
  program
    .command("recover")
    .argument("<project>", "folder of the damaged project")
    .description("Bring back every answer that can be read of a damaged project.")
    .option("--json", "one JSON object a line")
    .addHelpText("after", help)
    .action((folder: string, { json = false }: { readonly json?: boolean }) => {
      const output = processOutput(json);
      const found = recoverProject(resolve(folder));
      if (found.kept === undefined) output.say(`The project is sound: ${found.events} events.`);
      else {
        output.say(
          `${found.events} events are in the project now: ${found.fromDatabase} from the database, ` +
            `${found.fromJournal} only from the journal.`,
        );
        output.say(`The damaged files are kept in ${found.kept}.`);
      }
      tellList(output, "Lost", found.lost);
      output.emit({ event: "recovered", ...found });
    });
}
