/** How far heat maps are from their targets, image by image. */
import { add, multiply, reduceMean, reduceSum, squaredError, type Expression } from "@querent/graph";

/**
 * The loss of each image, whose joints with a target are V and whose maps have P pixels:
 *
 * l = sum over stacks s of 1 / (|V| P) sum over joints j in V and pixels p of (1 + w t_jp) (m_sjp - t_jp)^2
 *
 * With w = 0, the mean squared error of Newell, Yang and Deng 2016 (arXiv 1603.06937, section 3.3), added up over the
 * stacks, which are all supervised alike. Its scale: maps of nothing but zeros cost about pi / P a stack (a hill's squares
 * sum to pi), which is 7.7e-4 at 64 x 64 and 3.1e-3 at 32 x 32. *Departure:* nearly all of a target is zero, so that a
 * small network is long content with maps of next to nothing; w makes the few pixels of the hills count for more.
 *
 * @param maps of each stack, (B, height, width, joints)
 * @param targets (B, height, width, joints)
 * @param jointWeights (B, joints): 1 / |V| for joints with a target, else 0
 * @param hillWeight w, at least 0
 * @returns (B)
 */
export function heatMapLoss(
  maps: readonly Expression[],
  targets: Expression,
  jointWeights: Expression,
  hillWeight: number,
): Expression {
  const counted = add(multiply(targets, hillWeight), 1);
  const errors = maps.map((map) => {
    const squares = squaredError(map, targets);
    return reduceMean(hillWeight === 0 ? squares : multiply(squares, counted), [1, 2]);
  });
  return reduceSum(multiply(errors.reduce(add), jointWeights), [1]);
}
