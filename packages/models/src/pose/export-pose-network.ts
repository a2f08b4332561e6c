/** A trained pose network as a stand-alone ONNX file. */
import { constant, divide, exportOnnx, input, programInputs, subtract, type Program } from "@querent/graph";
import { weightsOf } from "../training/training-program.ts";
import { jointsFirst } from "./pose-programs.ts";
import type { FinishedPoseNetwork } from "./trained-pose-network.ts";

/**
 * The file is fed `images` (N, channels, height, width), bytes divided by 255, for any N; the normalisation is inside.
 * It returns `heat_maps` (N, joints, map height, map width) of the last stack, `embedding` (N, d) and, with the module,
 * `predicted_loss` (N). The names of the joints are in its metadata, in the order of the maps.
 */
export function exportPoseNetwork(
  done: Pick<FinishedPoseNetwork, "parts" | "size" | "network" | "settings" | "weights" | "hasModule">,
): Uint8Array {
  const { parts, size, network, settings, weights, hasModule } = done;
  const { mean, std } = settings.normalisation;
  const perChannel = (values: readonly number[]) => constant(Float32Array.from(values), [size.channels]);
  const images = input("images", [2, size.height, size.width, size.channels]);
  const normalised = divide(subtract(images, perChannel(mean)), perChannel(std));
  const weight = weightsOf(parts);
  const { maps, taps, embedding } = network.forward(normalised, weight, { training: false });
  const program: Program = {
    outputs: {
      heat_maps: jointsFirst(maps[maps.length - 1]),
      embedding,
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
      joints: settings.skeleton.joints,
    },
  });
}
