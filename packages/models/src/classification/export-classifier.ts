/** A trained classifier as a stand-alone ONNX file. */
import { constant, divide, exportOnnx, input, programInputs, subtract, type Program } from "@querent/graph";
import { weightsOf } from "../training/training-program.ts";
import type { FinishedClassifier } from "./trained-classifier.ts";

/**
 * The file is fed `images` (N, channels, height, width), bytes divided by 255, for any N; the normalisation is inside.
 * It returns `logits` (N, classes), `embedding` (N, d) and, with the module, `predicted_loss` (N).
 */
export function exportClassifier(
  done: Pick<FinishedClassifier, "parts" | "size" | "network" | "settings" | "weights" | "hasModule">,
): Uint8Array {
  const { parts, size, network, settings, weights, hasModule } = done;
  const { mean, std } = settings.normalisation;
  const perChannel = (values: readonly number[]) => constant(Float32Array.from(values), [size.channels]);
  const images = input("images", [2, size.height, size.width, size.channels]);
  const normalised = divide(subtract(images, perChannel(mean)), perChannel(std));
  const weight = weightsOf(parts);
  const { logits, embedding, taps } = network.forward(normalised, weight, { training: false });
  const program: Program = {
    outputs: { logits, embedding, ...(hasModule && { predicted_loss: parts.module.predict(taps, weight) }) },
  };
  const used = programInputs(program);
  return exportOnnx(program, new Map([...weights].filter(([name]) => used.has(name))), {
    inputs: [{ name: "images", layout: "nchw" }],
    metadata: { network: settings.network, recipe: settings.recipe, mean, std },
  });
}
