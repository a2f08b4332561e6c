/** The command `querent`: reads the arguments, runs one command, ends with its exit code. */
import { runCommandLine } from "./command-line.ts";
import { endWithReader } from "./terminal/end-with-reader.ts";

endWithReader(process.stdout);
endWithReader(process.stderr);
process.exitCode = await runCommandLine(process.argv.slice(2));
