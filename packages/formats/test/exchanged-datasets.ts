/** For tests: arbitrary data sets for exchange, and a comparison that allows a format's error in coordinates. */
import type { ExchangedDataset, ExchangedImage, JointLabel, Label, Skeleton, Task } from "@querent/core";
import fc from "fast-check";

const name = fc.oneof(
  fc.constantFrom(
    "RBC",
    "traffic light",
    "a,b",
    'say "x"',
    "R&D <1>",
    "-dash",
    "été",
    "猫",
    "it's",
    "0",
    "no: yes",
    "#1",
    "50%20x",
    "~",
  ),
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 6 })
    .map((text) => text.replaceAll(/[\p{C}\s]/gu, "x")),
);
const folderName = name.map((text) => text.replaceAll(/[/\\.]/g, "_"));
const imageName = fc
  .tuple(folderName, fc.constantFrom(".jpg", ".JPG", ".jpeg", ".png", ".b.c.png", " 1.jpg"))
  .map(([stem, extension]) => stem + extension);
const path = fc
  .tuple(
    fc.array(fc.oneof(folderName, fc.constantFrom("images", "labels", "train")), { maxLength: 2 }),
    imageName,
  )
  .map(([folders, image]) => [...folders, image].join("/"));
const part = fc.constantFrom(undefined, "train", "validation", "test") as fc.Arbitrary<
  ExchangedImage["part"]
>;
const fraction = fc.oneof(
  fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

/** Corners inside the image or, now and then, reaching out of it. */
function cornersIn(width: number, height: number): fc.Arbitrary<readonly [number, number, number, number]> {
  const far = fc.boolean().map((isFar) => (isFar ? 1.2 : 1));
  const span = (side: number): fc.Arbitrary<[number, number]> =>
    fc.tuple(fraction, fraction, far).map(([a, b, reach]) => {
      const [low, high] = [Math.min(a, b) * side, Math.max(a, b) * side * reach];
      return [low, Math.max(high, low + side / 1000)];
    });
  return fc.tuple(span(width), span(height)).map(([[x1, x2], [y1, y2]]) => [x1, y1, x2, y2]);
}

const flag = fc.constantFrom(undefined, true as const);
const area = fc.option(fc.double({ min: 0.5, max: 5000, noNaN: true }), { nil: undefined });

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

function labelOf(task: Task, classes: number, joints: number, size: [number, number]): fc.Arbitrary<Label> {
  const [width, height] = size;
  const number = fc.nat({ max: classes - 1 });
  if (task === "classification") return number.map((value) => ({ kind: "class", class: value }));
  if (task === "detection")
    return fc
      .array(
        fc
          .record({ class: number, corners: cornersIn(width, height), difficult: flag, crowd: flag, area })
          .map(defined),
        { maxLength: 4 },
      )
      .map((boxes) => ({ kind: "boxes", boxes }));
  const v = fc.constantFrom(0, 1, 2) as fc.Arbitrary<0 | 1 | 2>;
  const joint = fc
    .tuple(fraction, fraction, v, fc.constantFrom(0, 0, 0, -0.1, 3))
    .map(([x, y, seen, off]): JointLabel => [x * width, (y + off) * height, seen]);
  const corners = fc.option(cornersIn(width, height), { nil: undefined });
  return fc
    .array(
      fc
        .record({
          joints: fc.array(joint, { minLength: joints, maxLength: joints }),
          corners,
          crowd: flag,
          area,
        })
        .map(defined),
      { maxLength: 3 },
    )
    .map((poses) => ({ kind: "poses", poses }));
}

const skeletons: readonly Skeleton[] = [
  { joints: ["nose"], bones: [], mirrored: Int32Array.of(0) },
  {
    joints: ["left_hand", "right_hand", "R&D 'x'", "left_alone"],
    bones: [
      [0, 2],
      [3, 1],
    ],
    mirrored: Int32Array.of(1, 0, 2, 3),
  },
  { joints: ["a", "b, c", "猫"], bones: [[0, 1]], mirrored: Int32Array.of(1, 0, 2) },
];

/** Data sets of a task: unusual names, parts or none, unlabelled images and such without objects. */
export function exchangedDatasets(task: Task): fc.Arbitrary<ExchangedDataset> {
  return fc
    .record({
      classes: fc.uniqueArray(folderName, { minLength: 1, maxLength: task === "pose" ? 1 : 4 }),
      skeleton: fc.constantFrom(...skeletons),
      paths: fc.uniqueArray(path, {
        minLength: 1,
        maxLength: 5,
        selector: (one) =>
          one
            .replace(/\.[^.]*$/, "")
            .normalize("NFC")
            .toLowerCase(),
      }),
    })
    .chain(({ classes, skeleton, paths }) => {
      const images = paths.map((at) =>
        fc
          .tuple(fc.integer({ min: 2, max: 700 }), fc.integer({ min: 2, max: 700 }))
          .chain(([width, height]) =>
            fc.record({
              path: fc.constant(at),
              width: fc.constant(width),
              height: fc.constant(height),
              part,
              label: fc.option(labelOf(task, classes.length, skeleton.joints.length, [width, height]), {
                nil: undefined,
              }),
              who: fc.option(fc.constantFrom("ann@example.org", 'b, "c"', "名"), { nil: undefined }),
              at: fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined }),
            }),
          )
          .map((image): ExchangedImage => defined(image)),
      );
      return fc.tuple(...images).map((list) => ({
        task,
        classes,
        ...(task === "pose" && { skeleton }),
        images: list,
      }));
    });
}

/** The images in the order of their paths, their coordinates apart, so that these can be compared within an error. */
export function inOrder(dataset: ExchangedDataset): { readonly shape: unknown; readonly numbers: number[] } {
  const numbers: number[] = [];
  const images = dataset.images
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((image) => {
      const shape = JSON.parse(JSON.stringify(image)) as Record<string, unknown>;
      const { label } = image;
      const list =
        label === undefined || label.kind === "class"
          ? []
          : label.kind === "boxes"
            ? label.boxes
            : label.poses;
      const objects = list.map((one) => {
        const joints = "joints" in one ? one.joints : undefined;
        for (const x of one.corners ?? []) numbers.push(x);
        for (const [x, y] of joints ?? []) numbers.push(x, y);
        const { area: own, ...rest } = one;
        if (own !== undefined) numbers.push(own);
        return {
          ...rest,
          hasArea: own !== undefined,
          corners: one.corners !== undefined,
          joints: joints?.map(([, , v]) => v),
        };
      });
      return { ...shape, label: label === undefined ? undefined : label.kind === "class" ? label : objects };
    });
  return { shape: { ...dataset, images, skeleton: dataset.skeleton && { ...dataset.skeleton } }, numbers };
}
