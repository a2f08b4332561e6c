/** `querent strategies`: what there is to choose from, with papers, needs and costs. */
import type { Command } from "commander";
import {
  allowed,
  signalsOfTask,
  signalWords,
  strategiesForTask,
  strategyFamilies,
  strategyNamed,
  wrappers,
  type Strategy,
  type Task,
} from "@querent/core";
import { UsageError } from "../terminal/errors.ts";
import { processOutput } from "../terminal/output.ts";
import { choiceOption } from "../terminal/parse-option.ts";

const tasks = Object.keys(signalsOfTask) as Task[];

const example = `
Examples:
  querent strategies              the list
  querent strategies core-set     one of them, with its parameters
  querent strategies --task pose  those that models of poses have the signals for`;

/** What is listed, of strategies and of the suffixes that change them. */
type Listed = Pick<Strategy, "name" | "title" | "paper" | "cost" | "avoidWhen"> &
  Partial<Pick<Strategy, "needs" | "minLabelled" | "usesSolver">>;

export function addStrategiesCommand(program: Command): void {
  program
    .command("strategies")
    .argument("[name]", "one strategy, in full")
    .description("List the strategies: paper, what each needs, what it costs, when not to use it.")
    .option(
      "--task <name>",
      "those of classification, detection or pose alone",
      choiceOption("--task", tasks),
    )
    .option("--json", "one JSON object a line")
    .addHelpText("after", example)
    .action((name: string | undefined, options: { json?: boolean; task?: Task }) => {
      const output = processOutput(options.json === true);
      if (name !== undefined) {
        const { select: _, ...facts } = known(name);
        output.emit({ event: "strategy", ...facts });
        output.say(inFull(known(name)));
        return;
      }
      const { task } = options;
      for (const { folder, title, strategies } of strategyFamilies) {
        const those = task === undefined ? strategies : strategies.filter(isOf(task));
        if (those.length === 0) continue;
        output.say(`${title}\n`);
        for (const { select: _, ...facts } of those) {
          output.emit({ event: "strategy", family: folder === "." ? "baseline" : folder, ...facts });
          output.say(`${summary(facts)}\n`);
        }
      }
      output.say("Suffixes of any strategy, as in entropy+diverse\n");
      for (const { wrap: _, ...facts } of wrappers) {
        output.emit({ event: "wrapper", ...facts });
        output.say(`${summary({ ...facts, name: `+${facts.name}` })}\n`);
      }
    });
}

function isOf(task: Task): (strategy: Strategy) => boolean {
  const own = strategiesForTask(task);
  return (strategy) => own.includes(strategy);
}

function known(name: string): Strategy {
  try {
    return strategyNamed(name);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Name and title, then each fact on lines of its own, under the title. */
function summary(facts: Listed): string {
  const { name, title, paper, needs, minLabelled, usesSolver, cost, avoidWhen } = facts;
  const signals = (needs ?? []).map(signalWords);
  const wanted = [
    ...signals,
    ...(minLabelled === undefined ? [] : [`at least ${minLabelled} labelled`]),
    ...(usesSolver === true ? ["a solver (HiGHS comes with querent)"] : []),
  ];
  return [
    `  ${name.padEnd(width)}  ${title}`,
    ...filled("Paper", paper),
    ...(needs === undefined ? [] : filled("Needs", wanted.join(", ") || "nothing")),
    ...filled("Cost", cost),
    ...filled("Avoid when", avoidWhen),
  ].join("\n");
}

const width = 16;
const columns = 110;

/** "Paper: …" in lines of at most `columns` characters. */
function filled(what: string, text: string): string[] {
  const margin = " ".repeat(width + 4);
  const lines: string[] = [];
  let line = `${margin}${what}:`;
  for (const word of text.split(" ")) {
    if (line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${margin}  ${word}`;
    } else line += ` ${word}`;
  }
  return [...lines, line];
}

function inFull(strategy: Strategy): string {
  const parameters = strategy.parameters.map(
    (parameter) => `    ${parameter.name} = ${parameter.default}  (${allowed(parameter)})  ${parameter.help}`,
  );
  return [summary(strategy), ...(parameters.length === 0 ? [] : ["  Parameters:", ...parameters])].join("\n");
}
