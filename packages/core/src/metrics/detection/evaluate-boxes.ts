/** COCO's numbers for found boxes. */

import type { FoundBoxes, TrueBoxes } from "../../annotations.ts";
import type { CocoProtocol } from "./coco-protocol.ts";
import { countMatches, type PrecisionCurves } from "./count-matches.ts";
import { matchBoxes, type BoxOptions } from "./match-boxes.ts";
import { meanPrecision, meanRecall, type Part } from "./mean-over.ts";
import type { ObjectMatches } from "./object-matches.ts";

/**
 * COCO's twelve: mean average precision (ap) and mean average recall (ar), over classes and thresholds unless the name
 * says which. Small: to 32^2 square pixels, large: from 96^2, medium: between. -1 where there was nothing to find, and
 * for `ap50` and `ap75` where 0.5 and 0.75 are not among the thresholds.
 */
export interface BoxScores {
  readonly ap: number;
  readonly ap50: number;
  readonly ap75: number;
  readonly apSmall: number;
  readonly apMedium: number;
  readonly apLarge: number;
  readonly ar1: number; // with the surest box of a class in an image only
  readonly ar10: number;
  readonly ar100: number;
  readonly arSmall: number;
  readonly arMedium: number;
  readonly arLarge: number;
}

/** The twelve over all classes and of each, and the curves they are means of. */
export interface BoxEvaluation {
  readonly scores: BoxScores;
  readonly perClass: readonly (BoxScores & { readonly truths: number })[]; // truths that count
  readonly curves: PrecisionCurves;
  readonly matches: ObjectMatches;
}

/**
 * The twelve numbers as pycocotools 2.0 computes them (`COCOeval(..., "bbox")`), to rounding in the last places: greedy
 * matches by falling score (`matchObjects`), precision at 101 recalls (`countMatches`), its mean over recalls,
 * thresholds and those classes that have a truth. Boxes of equal score are taken in the order of images and of their
 * lists. Lin et al. 2014, "Microsoft COCO: common objects in context", arXiv 1405.0312.
 *
 * *Departure:* pycocotools takes a match with an annotation of id 0 for none; ids play no part here.
 *
 * @param truths and found: (images), entries i of the same image; an image may have none of either
 * @param classes the number of classes
 * @throws when boxes are not boxes (see `checkBoxes`) or thresholds do not ascend within (0, 1]
 */
export function evaluateBoxes(
  truths: readonly TrueBoxes[],
  found: readonly FoundBoxes[],
  classes: number,
  options: BoxOptions = {},
): BoxEvaluation {
  const matches = matchBoxes(truths, found, classes, options);
  const curves = countMatches(matches);
  const { protocol } = matches;
  return {
    scores: boxScores(curves, protocol),
    perClass: matches.classes.map((_, c) => ({
      ...boxScores(curves, protocol, c),
      truths: curves.truths[c * protocol.areas.length],
    })),
    curves,
    matches,
  };
}

/** The twelve numbers from curves, of all classes or of one. */
export function boxScores(curves: PrecisionCurves, protocol: CocoProtocol, one?: number): BoxScores {
  const ap = (part: Part = {}): number => meanPrecision(curves, protocol, { ...part, class: one });
  const ar = (part: Part = {}): number => meanRecall(curves, protocol, { ...part, class: one });
  return {
    ap: ap(),
    ap50: ap({ threshold: 0.5 }),
    ap75: ap({ threshold: 0.75 }),
    apSmall: ap({ area: "small" }),
    apMedium: ap({ area: "medium" }),
    apLarge: ap({ area: "large" }),
    ar1: ar({ most: 1 }),
    ar10: ar({ most: 10 }),
    ar100: ar({ most: 100 }),
    arSmall: ar({ area: "small" }),
    arMedium: ar({ area: "medium" }),
    arLarge: ar({ area: "large" }),
  };
}
