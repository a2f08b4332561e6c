/** The part of ONNX Runtime's JavaScript interface used here; onnxruntime-node and onnxruntime-web both have it. */

export interface OrtTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

export interface OrtInferenceSession {
  run(
    feeds: Readonly<Record<string, OrtTensor>>,
    fetches: readonly string[],
  ): Promise<Readonly<Record<string, OrtTensor>>>;
  release(): Promise<void>;
  /** Writes the profile that the session was asked to keep. */
  endProfiling(): void;
}

export interface OrtModule {
  readonly Tensor: new (
    type: "float32" | "int32",
    data: Float32Array | Int32Array,
    dims: readonly number[],
  ) => OrtTensor;
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OrtInferenceSession>;
  };
}
