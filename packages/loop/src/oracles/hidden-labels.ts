/** Labels that are known and kept back until they are asked for, with mistakes if wanted. */
import { split, uniformFor } from "@querent/core";
import type { Answer, BoxLabel, JointLabel, Key, Label } from "@querent/core";
import type { AnswerSource } from "@querent/store";
import type { Oracle } from "./oracle.ts";

/** How often the oracle is wrong. */
export interface OracleNoise {
  /** The chance that a label is wrong, in [0, 1): of a class, of each box, of each joint that has another side. */
  readonly share: number;
  /** The numbers of the classes a wrong one is drawn from. */
  readonly classes: readonly number[];
  /** For each joint the one it is taken for: its other side. */
  readonly mirrored?: readonly number[];
  /**
   * How hard each item is, by its id, at least 0: the chance of a mistake is then share x difficulty / mean difficulty,
   * at most 1, so that hard images are mistaken more often and as many mistakes are made in all.
   */
  readonly difficulty?: ReadonlyMap<string, number>;
  readonly key: Key;
}

export interface HiddenLabelsOptions {
  readonly name?: string;
  readonly source?: AnswerSource;
  readonly noise?: OracleNoise;
}

/**
 * An oracle that knows the labels of some items by their ids. Its mistakes are drawn by the id of the item alone, so it
 * gives the same answer whenever it is asked: a class becomes another of the classes, every one of them as likely; a box
 * too, or it is overlooked where there is one class; a joint is taken for its other side.
 *
 * @throws when the noise is out of range, or difficulties are not numbers of at least 0
 */
export function hiddenLabels(
  labels: ReadonlyMap<string, Label>,
  { name = "oracle", source = "oracle", noise }: HiddenLabelsOptions = {},
): Oracle {
  const chance = noise === undefined ? () => 0 : chanceOf(noise);
  return {
    name,
    source,
    answer: async ({ id }): Promise<Answer | undefined> => {
      const label = labels.get(id);
      if (label === undefined || noise === undefined) return label;
      return mistaken(label, noise, split(noise.key, id), chance(id));
    },
  };
}

function chanceOf({ share, difficulty }: OracleNoise): (id: string) => number {
  if (!(share >= 0 && share < 1)) throw new Error(`noise must be in [0, 1); got ${share}.`);
  if (difficulty === undefined) return () => share;
  const values = [...difficulty];
  const bad = values.find(([, value]) => !(value >= 0 && value < Infinity));
  if (bad !== undefined)
    throw new Error(`A difficulty must be a number of at least 0; ${bad[0]} has ${bad[1]}.`);
  const mean = values.reduce((sum, [, value]) => sum + value, 0) / values.length;
  if (!(mean > 0)) throw new Error("Some item must have a difficulty above 0; all have 0.");
  return (id) => {
    const value = difficulty.get(id);
    if (value === undefined) throw new Error(`Every item must have a difficulty; ${id} has none.`);
    return Math.min(1, (share * value) / mean);
  };
}

function mistaken(label: Label, noise: OracleNoise, key: Key, chance: number): Label {
  const wrong = (at: string): boolean => uniformFor(key, `wrong ${at}`) < chance;
  const other = (right: number, at: string): number | undefined => {
    const others = noise.classes.filter((one) => one !== right);
    return others[Math.floor(uniformFor(key, `class ${at}`) * others.length)];
  };
  if (label.kind === "class")
    return wrong("label") ? { kind: "class", class: other(label.class, "label") ?? label.class } : label;
  if (label.kind === "boxes")
    return {
      kind: "boxes",
      boxes: label.boxes.flatMap((box, at): BoxLabel[] => {
        if (!wrong(`box ${at}`)) return [box];
        const taken = other(box.class, `box ${at}`);
        return taken === undefined ? [] : [{ ...box, class: taken }];
      }),
    };
  const sides = noise.mirrored ?? [];
  return {
    kind: "poses",
    poses: label.poses.map((pose, at) => ({
      ...pose,
      joints: pose.joints.map((joint, j): JointLabel => {
        const side = Math.min(j, sides[j] ?? j); // both joints of a pair change places together
        return wrong(`pose ${at} joint ${side}`) ? pose.joints[sides[j] ?? j] : joint;
      }),
    })),
  };
}
