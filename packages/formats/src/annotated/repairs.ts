/** Counts what a reader put right or left out, and where it met it first. */

/** Each kind of repair, and what is said of one and of several. */
const sentences = {
  clipped: [
    "box reached out of its image and was clipped",
    "boxes reached out of their images and were clipped",
  ],
  swapped: ["box had swapped corners, now put right", "boxes had swapped corners, now put right"],
  empty: ["box without area was left out", "boxes without area were left out"],
  outside: ["box wholly outside its image was left out", "boxes wholly outside their images were left out"],
  orphan: [
    "annotation of an image that the file does not list was left out",
    "annotations of images that the file does not list were left out",
  ],
  twice: ["line that repeats another was left out", "lines that repeat others were left out"],
  jointOutside: [
    "joint lies outside its image and was kept",
    "joints lie outside their images and were kept",
  ],
  turned: [
    "box was turned and became the upright box around it",
    "boxes were turned and became the upright boxes around them",
  ],
  outline: ["outline became the box around it", "outlines became the boxes around them"],
  otherShape: [
    "shape that is neither box, tag nor joint was left out",
    "shapes that are neither boxes, tags nor joints were left out",
  ],
  bare: ["pose without joints and box was left out", "poses without joints and boxes were left out"],
  otherCategory: [
    "annotation of a category without joints was left out",
    "annotations of categories without joints were left out",
  ],
} as const;

/** A kind of repair. */
export type RepairKind = keyof typeof sentences;

/** How often a repair was made, and the first place. */
export interface Repair {
  readonly kind: RepairKind;
  readonly count: number;
  readonly first: string; // a file with a line or the id of an annotation
}

/** The repairs so far. */
export type RepairTally = Map<RepairKind, { count: number; readonly first: string }>;

/** Counts one repair at `place`. */
export function countRepair(tally: RepairTally, kind: RepairKind, place: string): void {
  const known = tally.get(kind);
  if (known === undefined) tally.set(kind, { count: 1, first: place });
  else known.count += 1;
}

/** The repairs in the order of their kinds. */
export function listRepairs(tally: RepairTally): Repair[] {
  return (Object.keys(sentences) as RepairKind[]).flatMap((kind) => {
    const found = tally.get(kind);
    return found === undefined ? [] : [{ kind, ...found }];
  });
}

/** One sentence on a repair. */
export function repairInWords({ kind, count, first }: Repair): string {
  return `${count} ${sentences[kind][count === 1 ? 0 : 1]} (the first: ${first}).`;
}
