/** The command `querent`: reads the arguments, runs one command, ends with its exit code. */
import { runCommandLine } from "./command-line.ts";

process.exitCode = await runCommandLine(process.argv.slice(2));
