/** Nearest and bilinear resizing as products with interpolation matrices, so that they differentiate by themselves. */
import type { Expression } from "../expression.ts";
import { constant } from "./leaf.ts";
import { reshape } from "./layout.ts";
import { matmul } from "./matmul.ts";

export type ResizeMode = "nearest" | "bilinear";

/**
 * x (N, H, W, C) -> (N, height, width, C). Source position of output i: (i + 0.5) size / target - 0.5
 * (half-pixel centres, as PyTorch's `interpolate(align_corners=False)`); nearest takes floor(i size / target).
 */
export function resize2d(x: Expression, height: number, width: number, mode: ResizeMode): Expression {
  const [batch, h, w, channels] = x.shape;
  const alongWidth = matmul(interpolation(w, width, mode), x); // (N, H, width, C)
  const rows = reshape(alongWidth, [batch, h, width * channels]);
  const alongHeight = matmul(interpolation(h, height, mode), rows); // (N, height, width C)
  return reshape(alongHeight, [batch, height, width, channels]);
}

/** The matrix (target, size) whose row i holds the weights of output i. */
function interpolation(size: number, target: number, mode: ResizeMode): Expression {
  const data = new Float32Array(target * size);
  for (let i = 0; i < target; i++) {
    if (mode === "nearest") {
      data[i * size + Math.floor((i * size) / target)] = 1;
      continue;
    }
    const position = Math.max(0, ((i + 0.5) * size) / target - 0.5);
    const low = Math.min(Math.floor(position), size - 1);
    const high = Math.min(low + 1, size - 1);
    data[i * size + low] += 1 - (position - low);
    data[i * size + high] += position - low;
  }
  return constant(data, [target, size]);
}
