/** What a format cannot hold of a data set, counted and said. */

/** Each kind of loss: what is said of a format, of one and of several. `%` is the count. */
const sentences = {
  unlabelled: [
    "has no place for unlabelled images: 1 would be left out",
    "has no place for unlabelled images: % would be left out",
  ],
  part: [
    "has no parts: 1 image would no longer be of train, validation or test",
    "has no parts: % images would no longer be of train, validation or test",
  ],
  withoutPart: [
    "has every image in a part: 1 without one would be in train",
    "has every image in a part: % without one would be in train",
  ],
  author: [
    "does not say who labelled an image and when: 1 image would lose it",
    "does not say who labelled an image and when: % images would lose it",
  ],
  moved: [
    "names images by their classes: 1 image would be in another folder",
    "names images by their classes: % images would be in other folders",
  ],
  unusedClass: [
    "has no list of classes: 1 that no image has would be lost",
    "has no list of classes: % that no image has would be lost",
  ],
  classOrder: [
    "has no list of classes: 1 would change its place, for the order becomes that of the names",
    "has no list of classes: % would change their places, for the order becomes that of the names",
  ],
  clipped: [
    "has boxes inside their images: 1 that reaches out would be clipped",
    "has boxes inside their images: % that reach out would be clipped",
  ],
  nothing: [
    "has boxes with an area inside their images: 1 without would be left out",
    "has boxes with an area inside their images: % without would be left out",
  ],
  narrow: [
    "counts whole pixels: 1 box of no more than one pixel across would be left out",
    "counts whole pixels: % boxes of no more than one pixel across would be left out",
  ],
  repeat: [
    "has every object once: 1 that equals another of its image would be left out",
    "has every object once: % that equal others of their images would be left out",
  ],
  difficult: [
    "has no mark for difficult boxes: 1 would lose it",
    "has no mark for difficult boxes: % would lose it",
  ],
  crowd: ["has no crowd flags: 1 would be lost", "has no crowd flags: % would be lost"],
  area: [
    "has no areas of segments: 1 would be that of the box",
    "has no areas of segments: % would be those of the boxes",
  ],
  madeBox: [
    "has a box with every pose: 1 without would get the box around its joints",
    "has a box with every pose: % without would get the boxes around their joints",
  ],
  barePose: [
    "has no poses without joints and box: 1 would be left out",
    "has no poses without joints and box: % would be left out",
  ],
  farJoint: [
    "has no joints that are far outside their images: 1 would be as if not annotated",
    "has no joints that are far outside their images: % would be as if not annotated",
  ],
  bone: ["has no bones: 1 would be lost", "has no bones: % would be lost"],
  side: [
    "tells the sides of joints by their names: 1 that changes places in a mirrored image would be told otherwise",
    "tells the sides of joints by their names: % that change places in a mirrored image would be told otherwise",
  ],
} as const;

/** A kind of loss. */
export type LossKind = keyof typeof sentences;

/** How often each kind of loss is met. */
export type LossTally = Map<LossKind, number>;

/** Counts losses of a kind. */
export function countLoss(tally: LossTally, kind: LossKind, count = 1): void {
  if (count > 0) tally.set(kind, (tally.get(kind) ?? 0) + count);
}

/** One sentence for each kind of loss, in the order above. */
export function lossesInWords(title: string, tally: LossTally): string[] {
  return (Object.keys(sentences) as LossKind[]).flatMap((kind) => {
    const count = tally.get(kind);
    if (count === undefined) return [];
    return [`${title} ${sentences[kind][count === 1 ? 0 : 1].replace("%", String(count))}.`];
  });
}
