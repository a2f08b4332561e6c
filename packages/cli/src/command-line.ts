/** All commands in one program, and what happens to their errors. */
import { Command, CommanderError } from "commander";
import { addClassesCommand } from "./commands/classes.ts";
import { addExportCommand } from "./commands/export.ts";
import { addGroupCommand } from "./commands/group.ts";
import { addImportCommand } from "./commands/import.ts";
import { addIndexCommand } from "./commands/index-images.ts";
import { addInitCommand } from "./commands/init.ts";
import { addNextCommand } from "./commands/next.ts";
import { addPredictCommand } from "./commands/predict.ts";
import { addSimulateCommand } from "./commands/simulate.ts";
import { addStatusCommand } from "./commands/status.ts";
import { addTrainCommand } from "./commands/train.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addEmbedCommand } from "./commands/embed.ts";
import { addEvaluateCommand } from "./commands/evaluate.ts";
import { addRecoverCommand } from "./commands/recover.ts";
import { addReplayCommand } from "./commands/replay.ts";
import { addSelectCommand } from "./commands/select.ts";
import { addStrategiesCommand } from "./commands/strategies.ts";
import { exitCodeOf, sentenceOf, UsageError } from "./terminal/errors.ts";
import { version } from "./version.ts";

const help = `
Examples:
  querent demo                                  see it work, on images it draws itself
  querent init proj --images photos/ --task classification --classes cat,dog
                                                a project of your own images; then import, next,
                                                train, status, predict, export
  querent replay photos/ --out report/          compare strategies on labelled images of your own
  querent select --embeddings E.npy --strategy core-set --batch 100
                                                pick what to label next from files of your own
  querent evaluate --ground-truth G.json --predictions P.json
                                                how good boxes or poses are: COCO's and VOC's numbers
  querent strategies core-set                   what a strategy is, needs and costs

querent COMMAND --help has the options of a command and more examples.`;

const hint = "(add --help for the options and an example)";

/** Runs one command line; gives the exit code: 0 done, 1 it failed, 2 wrong use, 130 cancelled. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const program = new Command("querent")
    .description("Active learning for images: choose what is worth labelling, train, ask again.")
    .version(version)
    .configureHelp({ helpWidth: 100 })
    .configureOutput({ outputError: () => {} }) // told below, like every other error
    .addHelpText("after", help)
    .exitOverride();
  addDemoCommand(program);
  addInitCommand(program);
  addIndexCommand(program);
  addGroupCommand(program);
  addImportCommand(program);
  addClassesCommand(program);
  addEmbedCommand(program);
  addNextCommand(program);
  addTrainCommand(program);
  addEvaluateCommand(program);
  addPredictCommand(program);
  addStatusCommand(program);
  addExportCommand(program);
  addSimulateCommand(program);
  addRecoverCommand(program);
  addReplayCommand(program);
  addSelectCommand(program);
  addStrategiesCommand(program);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0; // --help, --version
    if (thrown instanceof CommanderError && thrown.code === "commander.help") return 2; // no command: help was shown
    const error =
      thrown instanceof CommanderError ? new UsageError(thrown.message.replace(/^error: /, "")) : thrown;
    if (argv.includes("--json"))
      process.stdout.write(`${JSON.stringify({ event: "error", message: sentenceOf(error) })}\n`);
    process.stderr.write(`querent: ${sentenceOf(error)}\n`);
    if (error instanceof UsageError) process.stderr.write(`${hint}\n`);
    return exitCodeOf(error);
  }
}
