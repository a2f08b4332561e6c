/** Command: images a second of training and inference beside PyTorch's, in one run. */
import { parseArgs } from "node:util";
import { describeMachine } from "./machine.ts";
import { namesIn, positiveInteger, positiveNumber } from "./options.ts";
import { startPeer } from "./peer-process.ts";
import { resultPath, writeResult } from "./results-file.ts";
import { measureCase } from "./speed/measure.ts";
import { ourInference, ourTrainingStep } from "./speed/our-steps.ts";
import { formatSpeeds, speedResult, type SpeedResult } from "./speed/speed-table.ts";

const { values } = parseArgs({
  options: {
    networks: { type: "string", default: "small,resnet18" },
    batches: { type: "string", default: "32,128" },
    modes: { type: "string", default: "training,inference" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    threads: { type: "string", default: "2" },
    out: { type: "string", default: resultPath("engine-speed") },
  },
});
const settings = {
  rounds: positiveInteger("rounds", values.rounds),
  seconds: positiveNumber("seconds", values.seconds),
  threads: positiveInteger("threads", values.threads),
};
const networks = namesIn("networks", values.networks, ["small", "resnet18"]); // those of peers/networks.py
const modes = namesIn("modes", values.modes, ["training", "inference"]);
const batches = values.batches.split(",").map((batch) => positiveInteger("batches", batch));
const options = { provider: "cpu", threads: settings.threads } as const;
const makers = { training: ourTrainingStep, inference: ourInference };

const peer = startPeer("torch_speed.py");
peer.send({ threads: settings.threads });
const { value: versions } = await peer.answers.next();
const machine = await describeMachine(versions as Record<string, string>);
const results: SpeedResult[] = [];
for (const network of networks)
  for (const mode of modes)
    for (const batch of batches) {
      const ours = await makers[mode](network, batch, options);
      try {
        const of = { network, batch, mode };
        results.push(speedResult(of, await measureCase(of, ours, peer, settings)));
      } finally {
        await ours.release();
      }
      console.error(`${network} ${mode} ${batch} done`);
    }
await peer.close();
writeResult(values.out, { command: "packages/bench/src/engine-speed.ts", settings, machine, results });
console.log(
  `${machine.cpu}, ${settings.threads} threads; medians of ${settings.rounds} rounds of ${settings.seconds} s, in turns\n`,
);
console.log(formatSpeeds(results));
