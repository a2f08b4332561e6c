/** `querent demo`: the whole cycle on images the program draws itself. */
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";
import type { Command } from "commander";
import { replayAndReport } from "../replaying/replay-and-report.ts";
import { interruptSignal } from "../terminal/interrupt-signal.ts";
import { processOutput } from "../terminal/output.ts";
import { integerOption } from "../terminal/parse-option.ts";

const help = `
Draws images of eight shapes, labels forty of them at random, trains a small network, lets each
strategy ask for forty more, and again, twice over. Ends in under two minutes on two cores; needs no
files and no network.

Example:
  querent demo --out demo/`;

const ownFolder = "querent-demo";

export function addDemoCommand(program: Command): void {
  program
    .command("demo")
    .description(
      "The whole cycle on images the program draws itself: random, entropy, core-set, learning loss.",
    )
    .option("--seed <n>", "the same number gives the same report", integerOption("--seed", 0), 1)
    .option("--out <folder>", "where the report goes", ownFolder)
    .option("--json", "one JSON object a line")
    .addHelpText("after", help)
    .action(async ({ seed, out, json = false }: { seed: number; out: string; json?: boolean }) => {
      const output = processOutput(json);
      await replayAndReport(
        {
          source: { kind: "drawn", train: 1200, test: 400, size: 24 },
          settings: {
            task: "classification",
            network: "small",
            recipe: "quick",
            strategies: ["random", "entropy", "core-set", "learning-loss"],
            initial: 40,
            batch: 40,
            rounds: 4,
            trials: 2,
            seed,
            provider: "cpu",
          },
          out,
          // In its own folder the demo always runs; in a folder someone named it throws nothing away.
          restart: out === ownFolder,
          command: `querent demo --seed ${seed}`,
        },
        output,
        interruptSignal(),
      );
      output.say(`\nOpen the report: ${pathToFileURL(resolve(out, "report.html")).href}`);
    });
}
