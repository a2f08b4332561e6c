/** The contract of an engine that runs a program; `runtime/` has the ONNX Runtime one. */
import type { Tensor } from "./tensor.ts";

/** Where a program runs. */
export type Provider = "cpu" | "webgpu" | "cuda";

export interface SessionOptions {
  readonly provider?: Provider; // default cpu
  readonly threads?: number; // default: the engine's own
  /** Inputs bound to fixed values when the session is made (weights for inference); they are no longer fed. */
  readonly constants?: ReadonlyMap<string, Tensor>;
}

/** A compiled program. Runs are sequential; `release` frees the memory, after which `run` throws. */
export interface Session {
  /** Feeds every unbound input by name; fetches all outputs, or the named ones. */
  run(feeds: Readonly<Record<string, Tensor>>, fetch?: readonly string[]): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}
