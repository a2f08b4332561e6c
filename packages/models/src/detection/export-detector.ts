/** A trained detector as a stand-alone ONNX file. */
import {
  constant,
  divide,
  exportOnnx,
  input,
  programInputs,
  softmax,
  subtract,
  type Program,
} from "@querent/graph";
import { decodedBoxes } from "./box-coding.ts";
import { weightsOf } from "../training/training-program.ts";
import type { FinishedDetector } from "./trained-detector.ts";

/**
 * The file is fed `images` (N, channels, height, width), bytes divided by 255, for any N; the normalisation is inside. It
 * returns `scores` (N, anchors, classes + 1), the background last, `boxes` (N, anchors, 4) as x1, y1, x2, y2 in shares of
 * the image's sides, before non-maximum suppression, and, with the module, `predicted_loss` (N).
 */
export function exportDetector({
  parts,
  size,
  network,
  settings,
  weights,
  hasModule,
}: FinishedDetector): Uint8Array {
  const { mean, std } = settings.normalisation;
  const perChannel = (values: readonly number[]) => constant(Float32Array.from(values), [size.channels]);
  const images = input("images", [2, size.height, size.width, size.channels]);
  const normalised = divide(subtract(images, perChannel(mean)), perChannel(std));
  const weight = weightsOf(parts);
  const { logits, offsets, taps } = network.forward(normalised, weight, { training: false });
  const program: Program = {
    outputs: {
      scores: softmax(logits),
      boxes: decodedBoxes(offsets, network.anchors),
      ...(hasModule && { predicted_loss: parts.module.predict(taps, weight) }),
    },
  };
  const used = programInputs(program);
  return exportOnnx(program, new Map([...weights].filter(([name]) => used.has(name))), {
    inputs: [{ name: "images", layout: "nchw" }],
    metadata: {
      network: settings.network,
      recipe: settings.recipe,
      mean,
      std,
    },
  });
}
