/** Top-k selection by a number for each joint, which several strategies share. */

import type { Selection, SelectionContext } from "../../contract.ts";
import { aggregated, aggregateWords, type Aggregate } from "../aggregate.ts";
import type { OrderedRequest } from "../define-strategy.ts";
import { shortNumber } from "../grouped.ts";
import { stepper } from "../pace.ts";
import { pacedValues } from "../paced-values.ts";
import { topOf } from "../select-top.ts";

/** A number for each joint, higher = more doubt. */
export interface JointMeasure {
  readonly words: string; // its name in a reason
  readonly unit: string; // after the number, with a space before it
  /** How many logarithms or the like one joint takes. */
  readonly operations: number;
  value(item: number, joint: number): number;
}

/** The candidates with the highest aggregate over their joints of value(item, joint). */
export async function selectByJoints(
  joints: number,
  request: OrderedRequest,
  { aggregate, top }: { readonly aggregate: Aggregate; readonly top: number },
  context: SelectionContext | undefined,
  { words, unit, operations, value }: JointMeasure,
): Promise<Selection> {
  const { candidates } = request;
  const values = new Float64Array(joints);
  const worst = new Int32Array(candidates.length);
  const highest = new Float64Array(candidates.length);
  const scores = await pacedValues(
    candidates,
    joints * operations,
    (item, place) => {
      for (let joint = 0; joint < joints; joint += 1) {
        values[joint] = value(item, joint);
        if (values[joint] > values[worst[place]]) worst[place] = joint;
      }
      highest[place] = values[worst[place]];
      return aggregated(values, joints, aggregate, top);
    },
    stepper(context),
  );
  return topOf(
    scores,
    request,
    (score, place) =>
      `${aggregateWords(aggregate, top, joints)} ${words} ${shortNumber(score)}${unit} of ${joints} joints, highest ` +
      `${shortNumber(highest[place])} of joint ${worst[place]}`,
  );
}
