/** How many labelled items show a class, and how many objects of it there are. */
import type { Label } from "@querent/core";

export type Tally = Map<number, { items: number; objects: number }>;

/** Adds (sign 1) or takes away (sign -1) what a label shows; all poses count under class 0. */
export function tallyOf(tally: Tally, label: Label, sign: 1 | -1): void {
  const seen = new Set<number>();
  for (const number of classesIn(label)) {
    const entry = tally.get(number) ?? { items: 0, objects: 0 };
    entry.objects += sign;
    if (!seen.has(number)) entry.items += sign;
    seen.add(number);
    tally.set(number, entry);
  }
}

/** The class of each object. */
function classesIn(label: Label): readonly number[] {
  if (label.kind === "class") return [label.class];
  if (label.kind === "boxes") return label.boxes.map((box) => box.class);
  return label.poses.map(() => 0);
}
