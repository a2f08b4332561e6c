/** A command whose first argument is a project, with the options they all have. */
import type { Command } from "commander";
import { choiceOption, integerOption } from "../terminal/parse-option.ts";

/** Begins the command; options of its own are added to what it gives. */
export function projectCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .argument("<project>", "folder of the project, as querent init made it")
    .description(description)
    .option("--who <name>", "who is said to have done it (your user name)")
    .option("--json", "one JSON object a line");
}

/** The options of commands that need a model of the labels. */
export function withModelOptions(command: Command): Command {
  return withEngine(command).option(
    "--full",
    "train a network from end to end, not a head on the project's embeddings",
  );
}

/** The options of commands that train or look at images with a network. */
export function withEngine(command: Command): Command {
  return command
    .option("--threads <n>", "threads (the cores)", integerOption("--threads", 1, 256))
    .option(
      "--provider <name>",
      "cpu, webgpu or cuda",
      choiceOption("--provider", ["cpu", "webgpu", "cuda"]),
      "cpu",
    );
}

export const exitCodes = "Exit code 0: done; 1: it failed, and says why; 2: wrong use; 130: stopped.";
