/** Top-k selection by a number for each box, which several strategies share. */

import type { Detections, Selection, SelectionContext } from "../../contract.ts";
import { aggregated, aggregateParameters, aggregateWords, type Aggregate } from "../aggregate.ts";
import type { OrderedRequest } from "../define-strategy.ts";
import { grouped, shortNumber } from "../grouped.ts";
import { stepper } from "../pace.ts";
import { pacedValues } from "../paced-values.ts";
import { topOf } from "../select-top.ts";
import { rarityWeights, weightsParameter } from "./class-weights.ts";
import { floorParameter } from "./floor-parameter.ts";
import { foundObject } from "./found-object.ts";
import { boxesAnItem, keptBoxes } from "./kept-boxes.ts";

/** The parameters of a strategy that gives every box a number. */
export function boxParameters<const D extends Aggregate>(byDefault: D) {
  return [...aggregateParameters("boxes", byDefault), floorParameter, weightsParameter] as const;
}

/** Their values. */
export interface BoxParameters {
  readonly aggregate: Aggregate;
  readonly top: number;
  readonly floor: number;
  readonly weights: "equal" | "rare";
}

/** A number for each box, never negative, higher = more doubt. */
export interface BoxMeasure {
  readonly words: string; // its name in a reason
  readonly unit: string; // after the number, with a space before it
  /** How many logarithms or the like one box takes. */
  readonly operations: number;
  value(box: number, item: number): number;
}

/**
 * The candidates with the highest aggregate over their boxes of w_c value(box), w_c being 1 or the class weight of what
 * the box is found to be. An item without boxes scores 0, the least.
 */
export async function selectByBoxes(
  detections: Detections,
  request: OrderedRequest,
  { aggregate, top, floor, weights }: BoxParameters,
  context: SelectionContext | undefined,
  measure: BoxMeasure,
): Promise<Selection> {
  const { candidates } = request;
  const { probabilities, starts, corners } = detections;
  const rare = weights === "rare" ? rarityWeights(detections, candidates, floor) : undefined;
  const most = candidates.reduce((a, item) => Math.max(a, starts[item + 1] - starts[item]), 0);
  const values = new Float64Array(most);
  const counts = new Int32Array(candidates.length);
  const worst = new Int32Array(candidates.length).fill(-1);
  const scores = await pacedValues(
    candidates,
    measure.operations * boxesAnItem(detections),
    (item, place) => {
      const boxes = keptBoxes(detections, item, floor);
      let highest = -Infinity;
      boxes.forEach((box, k) => {
        const own = measure.value(box, item);
        values[k] = rare === undefined ? own : own * rare[foundObject(probabilities, box).class];
        if (values[k] <= highest) return;
        highest = values[k];
        worst[place] = box;
      });
      counts[place] = boxes.length;
      return aggregated(values, boxes.length, aggregate, top);
    },
    stepper(context),
  );
  return topOf(scores, request, (score, place) => {
    const count = counts[place];
    if (count === 0) return `no boxes found, ${measure.words} 0`;
    const what = `${aggregateWords(aggregate, top, count)} ${measure.words} ${shortNumber(score)}${measure.unit}`;
    const box = worst[place];
    const [x1, y1, x2, y2] = Array.from(corners.subarray(4 * box, 4 * box + 4), Math.round);
    const found = foundObject(probabilities, box);
    return (
      `${what} of ${grouped(count)} box${count === 1 ? "" : "es"}, highest at ${x1},${y1} to ${x2},${y2} ` +
      `(class ${found.class} at ${shortNumber(found.probability)})`
    );
  });
}
