/** One hourglass: down to a few pixels and up again, with a branch at every size. */
import { add, reshape, type Expression } from "@querent/graph";
import { halved, type Block, type Part } from "./parts.ts";

/**
 * Newell, Yang and Deng 2016, arXiv 1603.06937, section 3.1 and figure 3: at each of `depth` sizes a block stays at
 * that size (`same`), while the input is pooled 2x2, goes through a block (`down`), the next smaller hourglass (one
 * block in the innermost, `bottom`) and a block (`up`), is doubled by repeating pixels, and is added.
 *
 * (N, H, W, width) -> the same; H and W must be multiples of 2^depth.
 */
export function hourglass(name: string, depth: number, width: number, block: Block): Part {
  const part = (role: string): Part => block(`${name}.${role}`, width, width);
  const [same, down] = [part("same"), part("down")];
  const inner = depth > 1 ? hourglass(`${name}.inner`, depth - 1, width, block) : part("bottom");
  const up = part("up");
  return {
    weights: [same, down, inner, up].flatMap(({ weights }) => weights),
    apply(x, ...rest) {
      const stayed = same.apply(x, ...rest);
      const below = [halved, down, inner, up].reduce((y, step) => step.apply(y, ...rest), x);
      return addDoubled(stayed, below);
    },
  };
}

/** large + small, each pixel of the small map counting for four: (N, 2 H, 2 W, C) and (N, H, W, C). */
function addDoubled(large: Expression, small: Expression): Expression {
  const [n, height, width, channels] = small.shape;
  const split = reshape(large, [n * height, 2, width, 2, channels]);
  return reshape(add(split, reshape(small, [n * height, 1, width, 1, channels])), large.shape);
}
