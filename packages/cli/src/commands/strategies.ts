/** `querent strategies`: what there is to choose from, with papers, needs and costs. */
import type { Command } from "commander";
import { allowed, strategies, strategyNamed, type Strategy } from "@querent/core";
import { UsageError } from "../terminal/errors.ts";
import { processOutput } from "../terminal/output.ts";

const example = `
Examples:
  querent strategies              the list
  querent strategies core-set     one of them, with its parameters`;

export function addStrategiesCommand(program: Command): void {
  program
    .command("strategies")
    .argument("[name]", "one strategy, in full")
    .description("List the strategies: paper, what each needs, what it costs, when not to use it.")
    .option("--json", "one JSON object a line")
    .addHelpText("after", example)
    .action((name: string | undefined, options: { json?: boolean }) => {
      const output = processOutput(options.json === true);
      for (const strategy of name === undefined ? strategies : [known(name)]) {
        const { select: _, ...facts } = strategy;
        output.emit({ event: "strategy", ...facts });
        output.say(name === undefined ? summary(strategy) : inFull(strategy));
      }
    });
}

function known(name: string): Strategy {
  try {
    return strategyNamed(name);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function summary({ name, title, needs, cost }: Strategy): string {
  const wanted = needs.length === 0 ? "nothing" : needs.join(", ");
  return `${name.padEnd(18)}${title}\n${" ".repeat(18)}needs ${wanted}; cost ${cost}`;
}

function inFull(strategy: Strategy): string {
  const parameters = strategy.parameters.map(
    (parameter) => `  ${parameter.name} = ${parameter.default}  (${allowed(parameter)})  ${parameter.help}`,
  );
  return [
    summary(strategy),
    `Paper: ${strategy.paper}`,
    `Avoid when: ${strategy.avoidWhen}`,
    ...(parameters.length === 0 ? [] : ["Parameters:", ...parameters]),
  ].join("\n");
}
