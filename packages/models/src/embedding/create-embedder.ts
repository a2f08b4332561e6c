/** Features of images by a network from an ONNX file, which nothing changes. */
import type { Abort, Matrix, PixelSet } from "@querent/core";
import { createSession, decodeModel, importOnnx, programInputs, type Program } from "@querent/graph";
import type { Compile } from "../training/compiled-steps.ts";
import type { LearnerSettings } from "../training/learner-contract.ts";
import { throwIfAborted } from "../training/throw-if-aborted.ts";

/** Which features, of images of which size. */
export interface EmbedderSettings extends Pick<LearnerSettings, "provider" | "threads"> {
  /** The output of the file that is taken, (N, d) or (N, d, 1, 1); its first unless given. */
  readonly output?: string;
  /** Pixels a side of the images, which are in colour. */
  readonly side: number;
  /** What is subtracted from bytes and then divided by, for each channel: 127.5 and 127.5 unless given. */
  readonly mean?: number;
  readonly spread?: number;
}

export interface Embedder {
  readonly dimensions: number;
  /** (indices.length, dimensions). @throws when the images are of another size, or the reason of `abort` */
  embed(images: PixelSet, indices: Int32Array, abort?: Abort): Promise<Matrix>;
  release(): Promise<void>;
}

/** Images a run takes. */
const BATCH = 32;

/**
 * Reads the file, whose one input must be images (N, 3, H, W).
 *
 * @throws when it is no such file, an operator is not known, or there is no such output
 */
export async function createEmbedder(
  bytes: Uint8Array,
  { output, side, mean = 127.5, spread = 127.5, provider, threads }: EmbedderSettings,
  compile: Compile = createSession,
): Promise<Embedder> {
  const { graph } = decodeModel(bytes);
  const weights = new Set(graph.initializers.map(({ name }) => name));
  const fed = graph.inputs.filter(({ name }) => !weights.has(name));
  if (fed.length !== 1)
    throw new Error(
      `A network that embeds must have one input, images; the file has ${fed.length}: ${fed.map(({ name }) => name).join(", ")}.`,
    );
  const [{ name: input }] = fed;
  const shape = [BATCH, 3, side, side];
  const model = importOnnx(bytes, { inputShapes: { [input]: shape } });
  const names = Object.keys(model.outputs);
  const features = model.outputs[output ?? names[0]];
  if (features === undefined)
    throw new Error(
      `The file must have the output that is asked for; got "${output}", it has ${names.join(", ")}.`,
    );
  const dimensions = features.shape.slice(1).reduce((product, sideOf) => product * sideOf, 1);
  if (features.shape[0] !== BATCH || dimensions !== Math.max(...features.shape.slice(1)))
    throw new Error(
      `Features must be one row an image; "${output ?? names[0]}" is [${features.shape.join(", ")}] for ${BATCH} images. Choose another output of ${names.join(", ")}.`,
    );
  const program: Program = { outputs: { features } };
  const used = programInputs(program);
  const session = await compile(program, {
    provider,
    threads,
    constants: new Map([...model.parameters].filter(([name]) => used.has(name))),
  });
  const plane = side * side;
  return {
    dimensions,
    async embed(images, indices, abort) {
      const { height, width, channels } = images;
      if (height !== side || width !== side || channels !== 3)
        throw new Error(
          `Images must be ${side} x ${side} x 3, as the network was opened; got ${height} x ${width} x ${channels}.`,
        );
      const found = new Float32Array(indices.length * dimensions);
      const pixels = new Float32Array(BATCH * 3 * plane);
      for (let start = 0; start < indices.length; start += BATCH) {
        throwIfAborted(abort, "embedding");
        const items = indices.subarray(start, start + BATCH);
        for (let at = 0; at < items.length; at++)
          for (let p = 0; p < plane; p++)
            for (let c = 0; c < 3; c++)
              pixels[(3 * at + c) * plane + p] =
                (images.data[3 * (items[at] * plane + p) + c] - mean) / spread;
        const { features: rows } = await session.run({ [input]: { shape, data: pixels } });
        found.set((rows.data as Float32Array).subarray(0, items.length * dimensions), start * dimensions);
      }
      return { rows: indices.length, cols: dimensions, data: found };
    },
    release: () => session.release(),
  };
}
