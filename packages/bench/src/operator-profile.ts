/** Command: where the time of a step goes, by operator and by shape, as ONNX Runtime's profiler sees it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createSession, initialState, type Program, type Tensor } from "@querent/graph";
import { formatTable } from "./format-table.ts";
import { namesIn, positiveInteger } from "./options.ts";
import { batchOf, inferenceProgram, trainingProgram, weightsOf } from "./speed/our-steps.ts";
import { byOperator, byShape, nodeEvents, type Spent } from "./speed/profile-file.ts";

const WARM_UP_STEPS = 3;

const { values } = parseArgs({
  options: {
    network: { type: "string", default: "resnet18" },
    batch: { type: "string", default: "32" },
    mode: { type: "string", default: "training" },
    steps: { type: "string", default: "5" },
    threads: { type: "string", default: "2" },
    shapes: { type: "string", default: "20" },
  },
});
const { network } = values;
const [mode] = namesIn("mode", values.mode, ["training", "inference"]);
const count = (option: "batch" | "steps" | "threads" | "shapes"): number =>
  positiveInteger(option, values[option]);
const [batch, steps, threads, shapes] = [count("batch"), count("steps"), count("threads"), count("shapes")];

const { program, constants, feeds } = work();
const { trace, milliseconds } = await profile();
const events = nodeEvents(trace, steps);
const sum = events.reduce((total, { microseconds }) => total + microseconds, 0) / 1000 / steps;
console.log(
  `${network} ${mode}, batch ${batch}, ${threads} threads, ${steps} steps: ${milliseconds.toFixed(1)} ms a step, ${sum.toFixed(1)} ms inside nodes\n`,
);
console.log(`${table("operator", byOperator(events, steps))}\n`);
console.log(table("operator and input shapes", byShape(events, steps).slice(0, shapes)));

/** What is run: training takes its weights and state as feeds, inference has them as constants. */
function work(): {
  program: Program;
  constants?: ReadonlyMap<string, Tensor>;
  feeds: Readonly<Record<string, Tensor>>;
} {
  const { images, labels } = batchOf(batch);
  if (mode === "inference")
    return {
      program: inferenceProgram(network, batch),
      constants: weightsOf(network),
      feeds: { images },
    };
  const step = trainingProgram(network, batch);
  const learningRate = { shape: [], data: Float32Array.of(1e-3) };
  const { tensors } = initialState(step, weightsOf(network));
  return {
    program: step.program,
    feeds: { images, labels, learningRate, ...Object.fromEntries(tensors) },
  };
}

/** Runs the steps in a session of the engine under the profiler; gives what that wrote, and the time of a step. */
async function profile(): Promise<{ trace: string; milliseconds: number }> {
  const folder = mkdtempSync(join(tmpdir(), "querent-profile-"));
  try {
    const session = await createSession(program, { threads, constants, profile: join(folder, "profile") });
    for (let run = 0; run < WARM_UP_STEPS; run++) await session.run(feeds);
    const start = performance.now();
    for (let run = 0; run < steps; run++) await session.run(feeds);
    const milliseconds = (performance.now() - start) / steps;
    await session.release();
    return { trace: readFileSync(join(folder, readdirSync(folder)[0]), "utf8"), milliseconds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function table(title: string, rows: readonly Spent[]): string {
  return formatTable(
    [title, "nodes", "ms a step", "share"],
    rows.map(({ name, nodes, milliseconds }) => [
      name,
      String(nodes),
      milliseconds.toFixed(2),
      `${((100 * milliseconds) / sum).toFixed(1)} %`,
    ]),
  );
}
