/** A program compiled by ONNX Runtime, whichever build of it is given. */
import { emitProgram } from "../emit/emit-program.ts";
import type { Lowering } from "../emit/lowering.ts";
import { programInputs, type Program } from "../expression.ts";
import { encodeModel } from "../onnx/encode.ts";
import type { Session, SessionOptions } from "../session.ts";
import type { Tensor } from "../tensor.ts";
import { requireFeeds, requireOutputs } from "./feeds.ts";
import type { OrtInferenceSession, OrtModule, OrtTensor } from "./ort-module.ts";

export interface EngineOptions extends Pick<SessionOptions, "constants"> {
  readonly lowering?: Lowering;
  /** How the path begins to which ONNX Runtime writes what each node took, as JSON, when the session is released. */
  readonly profile?: string;
  /** Handed to `InferenceSession.create` as they are. */
  readonly engine: Readonly<Record<string, unknown>>;
}

/** Emits, compiles and wraps a program; `engine` holds what differs between the builds. */
export async function createOrtSession(
  ort: OrtModule,
  program: Program,
  { constants, lowering, profile, engine }: EngineOptions,
): Promise<Session> {
  const model = encodeModel(emitProgram(program, { constants, lowering }));
  const profiling = profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile };
  const compiled = await ort.InferenceSession.create(model, { ...shared, ...profiling, ...engine });
  const inputs = programInputs(program);
  for (const name of constants?.keys() ?? []) inputs.delete(name);
  return wrap(ort, compiled, inputs, Object.keys(program.outputs), profile !== undefined);
}

// The arena and the memory pattern (shapes are static) save a quarter of a step for twice the memory. Runs of a graph
// this size gain nothing from running nodes side by side.
const shared = {
  graphOptimizationLevel: "all",
  executionMode: "sequential",
  enableCpuMemArena: true,
  enableMemPattern: true,
  logSeverityLevel: 3,
};

function wrap(
  ort: OrtModule,
  compiled: OrtInferenceSession,
  inputs: ReturnType<typeof programInputs>,
  outputs: readonly string[],
  isProfiled: boolean,
): Session {
  let released = false;
  let last: Promise<unknown> = Promise.resolve();
  const runOnce = async (
    feeds: Readonly<Record<string, Tensor>>,
    fetch: readonly string[],
  ): Promise<Record<string, Tensor>> => {
    const fed = Object.entries(feeds).map(([name, { data, shape }]) => {
      return [name, new ort.Tensor(data instanceof Int32Array ? "int32" : "float32", data, shape)] as const;
    });
    const results = await compiled.run(Object.fromEntries(fed), fetch);
    return Object.fromEntries(fetch.map((name) => [name, plain(results[name])]));
  };
  return {
    async run(feeds, fetch = outputs) {
      if (released) throw new Error("A session must not be run after its release; create another.");
      requireFeeds(feeds, inputs);
      requireOutputs(fetch, outputs);
      const result = last.then(() => runOnce(feeds, fetch));
      last = result.catch(() => undefined);
      return result;
    },
    async release() {
      if (released) return;
      released = true;
      await last;
      if (isProfiled) compiled.endProfiling();
      await compiled.release();
    },
  };
}

function plain({ data, dims }: OrtTensor): Tensor {
  return { shape: [...dims], data: data as Float32Array | Int32Array };
}
