/** Runs programs on onnxruntime-node: natively on the CPU, or on a GPU provider where the machine has one. */
import type { Program } from "../expression.ts";
import type { Provider, Session, SessionOptions } from "../session.ts";
import type { OrtModule } from "./ort-module.ts";
import { createOrtSession, type EngineOptions } from "./ort-session.ts";

/**
 * Compiles a program. A provider that this machine lacks is an error: nothing falls back to another one.
 * `threads` defaults to the number of cores. `lowering` and `profile` are for measurements: another form of the
 * convolutions, and the times of the nodes in a file.
 */
export async function createSession(
  program: Program,
  options: SessionOptions & Pick<EngineOptions, "lowering" | "profile"> = {},
): Promise<Session> {
  const { provider = "cpu", threads, constants, lowering, profile } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1))
    throw new Error(`threads must be a positive integer; got ${threads}.`);
  const ort = await loadRuntime();
  const engine = {
    executionProviders: [provider],
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  };
  try {
    return await createOrtSession(ort, program, { constants, lowering, profile, engine });
  } catch (cause) {
    throw provider === "cpu" ? cause : providerError(provider, cause);
  }
}

/** The version of onnxruntime-node on which sessions run, as "1.30.0". */
export async function runtimeVersion(): Promise<string> {
  return (await loadRuntime()).env.versions.node;
}

interface NodeModule extends OrtModule {
  readonly env: { readonly versions: { readonly node: string } };
}

async function loadRuntime(): Promise<NodeModule> {
  try {
    const loaded = (await import("onnxruntime-node")) as unknown as NodeModule & { default?: NodeModule };
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new Error(
      "Running a network needs the package onnxruntime-node, which could not be loaded here. Run: npm install onnxruntime-node --onnxruntime-node-install=skip",
      { cause },
    );
  }
}

const lacking: Readonly<Record<Exclude<Provider, "cpu">, string>> = {
  webgpu: "no WebGPU adapter was found (it needs a GPU with a Vulkan, Metal or Direct3D 12 driver)",
  cuda: "the CUDA provider could not be loaded (it needs an NVIDIA GPU, CUDA, and onnxruntime-node installed with its CUDA libraries)",
};

/** Says in one sentence that the provider is missing, unless the failure came from elsewhere. */
function providerError(provider: Exclude<Provider, "cpu">, cause: unknown): unknown {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (!/adapter|shared library|backend not found|not supported|webgpu|cuda/i.test(reason)) return cause;
  return new Error(
    `The provider ${provider} was asked for, but on this machine ${lacking[provider]}. Use the provider cpu.`,
    {
      cause,
    },
  );
}
