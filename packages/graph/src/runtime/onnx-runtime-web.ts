/** Runs programs on onnxruntime-web, in a browser or a worker. */
import type { Program } from "../expression.ts";
import type { Session, SessionOptions } from "../session.ts";
import type { OrtModule } from "./ort-module.ts";
import { createOrtSession } from "./ort-session.ts";

export type { OrtModule } from "./ort-module.ts";

/**
 * Compiles a program with the onnxruntime-web module given (so that a bundler sees the import where it happens).
 * `cpu` is WebAssembly; its threads are a setting of the module, `ort.env.wasm.numThreads`, made before the first
 * session. Throws where WebGPU is asked for and the browser lacks it, or where CUDA is.
 */
export async function createWebSession(
  ort: OrtModule,
  program: Program,
  options: SessionOptions = {},
): Promise<Session> {
  const { provider = "cpu", threads, constants } = options;
  if (threads !== undefined)
    throw new Error(
      `In the browser threads are set on the module, before its first session; got threads ${threads}. Set ort.env.wasm.numThreads.`,
    );
  if (provider === "cuda" || (provider === "webgpu" && !("gpu" in globalThis.navigator)))
    throw new Error(
      `The provider ${provider} was asked for, but ${provider === "cuda" ? "no browser has it" : "this browser has no WebGPU"}. Use the provider cpu.`,
    );
  const engine = { executionProviders: [provider === "cpu" ? "wasm" : provider] };
  return createOrtSession(ort, program, { constants, engine });
}
