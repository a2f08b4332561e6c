/** The convolutions that read classes and offsets off a detector's maps. */
import { concat, reshape, type Expression } from "@querent/graph";
import { convolution } from "../../layers/layers.ts";
import type { WeightLookup, WeightSpec } from "../../weights/weight-spec.ts";

export interface AnchorHeads {
  readonly weights: readonly WeightSpec[];
  /** Maps (N, rows, cols, channels), in order -> the anchors of all of them, in the order of `anchorsOf`. */
  apply(maps: readonly Expression[], weight: WeightLookup): { logits: Expression; offsets: Expression };
}

/** Two 3x3 convolutions a map: one for the classes and the background of each shape, one for its offsets. */
export function anchorHeads(
  levels: readonly { readonly channels: number; readonly shapes: number }[],
  classes: number,
): AnchorHeads {
  const heads = levels.map(({ channels, shapes }, at) => {
    const head = (name: string, each: number) =>
      convolution(
        `heads.${at + 1}.${name}`,
        { size: 3, inputs: channels, outputs: shapes * each, bias: true },
        { padding: 1 },
      );
    return { classes: head("classes", classes + 1), offsets: head("offsets", 4) };
  });
  return {
    weights: heads.flatMap((head) => [...head.classes.weights, ...head.offsets.weights]),
    apply(maps, weight) {
      const read = (part: "classes" | "offsets", each: number): Expression =>
        concat(
          maps.map((map, at) => {
            const y = heads[at][part].apply(map, weight);
            const [batch, rows, cols] = y.shape;
            return reshape(y, [batch, rows * cols * levels[at].shapes, each]);
          }),
          1,
        );
      return { logits: read("classes", classes + 1), offsets: read("offsets", 4) };
    },
  };
}
