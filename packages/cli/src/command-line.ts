/** All commands in one program, and what happens to their errors. */
import { Command, CommanderError } from "commander";
import { addDemoCommand } from "./commands/demo.ts";
import { addReplayCommand } from "./commands/replay.ts";
import { addStrategiesCommand } from "./commands/strategies.ts";
import { exitCodeOf, sentenceOf, UsageError } from "./terminal/errors.ts";
import { version } from "./version.ts";

/** Runs one command line; gives the exit code: 0 done, 1 it failed, 2 wrong use, 130 cancelled. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const program = new Command("querent")
    .description("Active learning for images: choose what is worth labelling, train, ask again.")
    .version(version)
    .showHelpAfterError("(add --help for the options and an example)")
    .configureHelp({ helpWidth: 100 });
  addDemoCommand(program);
  addReplayCommand(program);
  addStrategiesCommand(program);
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync([...argv], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (argv.includes("--json"))
      process.stdout.write(`${JSON.stringify({ event: "error", message: sentenceOf(error) })}\n`);
    process.stderr.write(`querent: ${sentenceOf(error)}\n`);
    if (error instanceof UsageError) process.stderr.write("(add --help for the options and an example)\n");
    return exitCodeOf(error);
  }
}
