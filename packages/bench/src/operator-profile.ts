/** Command: where the time of a step goes, by operator and by shape, as ONNX Runtime's profiler sees it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { emitProgram, encodeModel, initialState, type Program, type Tensor } from "@querent/graph";
import type * as OnnxRuntime from "onnxruntime-node";
import { formatTable } from "./format-table.ts";
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
const { network, mode } = values;
const [batch, steps, threads, shapes] = [values.batch, values.steps, values.threads, values.shapes].map(
  Number,
);
if (mode !== "training" && mode !== "inference")
  throw new Error(`--mode must be training or inference; got "${mode}".`);

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
function work(): { program: Program; constants?: ReadonlyMap<string, Tensor>; feeds: Map<string, Tensor> } {
  const { images, labels } = batchOf(batch);
  if (mode === "inference")
    return {
      program: inferenceProgram(network, batch),
      constants: weightsOf(network),
      feeds: new Map([["images", images]]),
    };
  const step = trainingProgram(network, batch);
  const learningRate = { shape: [], data: Float32Array.of(1e-3) };
  const { tensors } = initialState(step, weightsOf(network));
  return {
    program: step.program,
    feeds: new Map<string, Tensor>([...Object.entries({ images, labels, learningRate }), ...tensors]),
  };
}

/** Runs the steps under the profiler, with the settings of the engine's own sessions, and gives what it wrote and the time of a step. */
async function profile(): Promise<{ trace: string; milliseconds: number }> {
  const ort = createRequire(import.meta.url)("onnxruntime-node") as typeof OnnxRuntime;
  const folder = mkdtempSync(join(tmpdir(), "querent-profile-"));
  try {
    const session = await ort.InferenceSession.create(encodeModel(emitProgram(program, { constants })), {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      graphOptimizationLevel: "all",
      executionMode: "sequential",
      enableCpuMemArena: true,
      enableMemPattern: true,
      logSeverityLevel: 3,
      enableProfiling: true,
      profileFilePrefix: join(folder, "profile"),
    });
    const fed = Object.fromEntries(
      [...feeds].map(([name, { shape, data }]) => [
        name,
        data instanceof Int32Array
          ? new ort.Tensor("int32", data, shape)
          : new ort.Tensor("float32", data, shape),
      ]),
    );
    for (let run = 0; run < WARM_UP_STEPS; run++) await session.run(fed);
    const start = performance.now();
    for (let run = 0; run < steps; run++) await session.run(fed);
    const milliseconds = (performance.now() - start) / steps;
    session.endProfiling();
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
