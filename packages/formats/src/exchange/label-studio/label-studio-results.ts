/** The results of one annotation of Label Studio: what they say of the image. */
import type { JointLabel, Skeleton, Task } from "@querent/core";
import type { ImageSize } from "../../annotated/annotated-dataset.ts";
import { outlineOf, turnedBox } from "../../annotated/outline.ts";
import { countRepair, type RepairTally } from "../../annotated/repairs.ts";
import type { Corners } from "../../annotated/tidy-box.ts";
import type { FoundBox, FoundLabel, FoundPose } from "../found-labels.ts";
import { listIn, numberOf, objectIn, type Entry } from "./label-studio-entries.ts";

interface Context {
  readonly task: Task;
  readonly skeleton: Skeleton | undefined;
  readonly place: string;
  readonly tally: RepairTally;
}

/** A region and where it stands. */
interface Region {
  readonly entry: Entry;
  readonly type: string;
  readonly value: Entry;
  readonly place: string;
}

/** The size of the image that results are for, else the one of the task's data; a reason if the image was turned. */
export function stateOf(
  results: readonly unknown[],
  data: Entry,
  place: string,
): ImageSize | string | undefined {
  const entries = results.map((result) => objectIn(result, `${place}, a result`));
  const turned = entries.find(
    (entry) => typeof entry.image_rotation === "number" && entry.image_rotation !== 0,
  );
  if (turned !== undefined)
    return `it was labelled turned by ${turned.image_rotation as number} degrees, and its file is not turned`;
  const sized = entries.find((entry) => typeof entry.original_width === "number");
  const [width, height] =
    sized === undefined ? [data.width, data.height] : [sized.original_width, sized.original_height];
  if (width === undefined || height === undefined) return undefined;
  if (
    !Number.isInteger(width) ||
    !Number.isInteger(height) ||
    (width as number) < 1 ||
    (height as number) < 1
  )
    throw new Error(
      `${place}: the width and height of an image must be whole numbers; got ${String(width)} and ${String(height)}.`,
    );
  return { width: width as number, height: height as number };
}

/** The label once the size is known, undefined if there is none, or the reason why it cannot be read. */
export function labelStudioLabel(
  results: readonly unknown[],
  context: Context,
): ((size: ImageSize) => FoundLabel) | string | undefined {
  const { place, task } = context;
  const entries = results.map((result, i) => objectIn(result, `${place}, result ${i + 1}`));
  const regions = entries
    .filter((entry) => entry.type !== "relation")
    .map((entry, i): Region => {
      const at = `${place}, region ${typeof entry.id === "string" ? entry.id : i + 1}`;
      return { entry, type: String(entry.type), value: objectIn(entry.value, `${at}, value`), place: at };
    });
  if (task === "classification") return classOf(regions, context);
  const own = task === "pose" ? poseTypes : boxTypes;
  if (regions.length > 0 && !regions.some(({ type }) => own.includes(type))) {
    for (const region of regions) countRepair(context.tally, "otherShape", region.place);
    return undefined; // a person who only chose a class has not said that there are no boxes
  }
  if (task === "pose") return posesOf(regions, entries, context);
  return (size) => ({
    kind: "boxes",
    boxes: regions.flatMap((region) => boxOf(region, size, context.tally)),
  });
}

const boxTypes = ["rectanglelabels", "polygonlabels", "ellipselabels"];
const poseTypes = ["rectanglelabels", "keypointlabels"];

function classOf(regions: readonly Region[], { tally }: Context): (() => FoundLabel) | string | undefined {
  const choices = regions.filter(({ type }) => type === "choices");
  for (const { type, place } of regions) if (type !== "choices") countRepair(tally, "otherShape", place);
  const names = choices.flatMap(({ value, place }) => listIn(value.choices, `${place}, choices`));
  if (names.length > 1) return `it must have one choice; it has ${names.map(String).join(" and ")}`;
  if (names.length === 0) return undefined;
  return () => ({ kind: "class", name: String(names[0]), place: choices[0].place });
}

function boxOf(region: Region, size: ImageSize, tally: RepairTally): FoundBox[] {
  const { type, value, place } = region;
  const shape = shapeOf(region, size);
  if (shape === undefined) {
    countRepair(tally, "otherShape", place);
    return [];
  }
  if (type !== "rectanglelabels") countRepair(tally, "outline", place);
  else if (turnOf(value) !== 0) countRepair(tally, "turned", place);
  return [{ name: oneName(region), place, ...shape, ...metaOf(region) }];
}

/** The box of a rectangle, a polygon or an ellipse in pixels; undefined for other regions. */
function shapeOf(
  { type, value, place }: Region,
  size: ImageSize,
): { corners: Corners; area?: number } | undefined {
  const pixels = (name: string, side: number): number => (numberOf(value, name, place) / 100) * side;
  if (type === "rectanglelabels") {
    const [x, y] = [pixels("x", size.width), pixels("y", size.height)];
    const share = (at: string, extent: string, side: number): number =>
      ((numberOf(value, at, place) + numberOf(value, extent, place)) / 100) * side;
    const corners: Corners = [x, y, share("x", "width", size.width), share("y", "height", size.height)];
    return { corners: turnOf(value) === 0 ? corners : turnedBox(corners, turnOf(value), [x, y]) };
  }
  if (type === "polygonlabels") {
    const points = listIn(value.points, `${place}, points`).map((point) => {
      const [x, y] = listIn(point, `${place}, a point`);
      if (typeof x !== "number" || typeof y !== "number")
        throw new Error(`${place}: points must be pairs of numbers; got ${JSON.stringify(point)}.`);
      return [(x / 100) * size.width, (y / 100) * size.height] as const;
    });
    if (points.length === 0) throw new Error(`${place}: a polygon must have points; it has none.`);
    return outlineOf(points);
  }
  if (type !== "ellipselabels") return undefined;
  const [x, y] = [pixels("x", size.width), pixels("y", size.height)];
  const [rx, ry] = [pixels("radiusX", size.width), pixels("radiusY", size.height)];
  const angle = (turnOf(value) * Math.PI) / 180;
  const across = Math.hypot(rx * Math.cos(angle), ry * Math.sin(angle));
  const down = Math.hypot(rx * Math.sin(angle), ry * Math.cos(angle));
  return { corners: [x - across, y - down, x + across, y + down], area: Math.PI * rx * ry };
}

function turnOf(value: Entry): number {
  return typeof value.rotation === "number" ? value.rotation : 0;
}

/**
 * The poses: the rectangles, each with the keypoints that are its children or related to it. Keypoints that belong to no
 * rectangle are one pose, or that of the only rectangle, if no joint is there twice; else a reason is given.
 */
function posesOf(
  regions: readonly Region[],
  entries: readonly Entry[],
  { skeleton, tally, place: task }: Context,
): ((size: ImageSize) => FoundLabel) | string {
  const boxes = regions.filter(({ type }) => type === "rectanglelabels");
  const joints = regions.filter(({ type }) => type === "keypointlabels");
  for (const { type, place } of regions)
    if (type !== "rectanglelabels" && type !== "keypointlabels") countRepair(tally, "otherShape", place);
  const related = new Map<unknown, unknown>();
  for (const { type, from_id: from, to_id: to } of entries)
    if (type === "relation") {
      related.set(from, to);
      related.set(to, from);
    }
  const ids = new Set(boxes.map(({ entry }) => entry.id));
  const ownerOf = ({ entry }: Region): unknown =>
    [entry.parentID, related.get(entry.id)].find((id) => id !== undefined && ids.has(id));
  const free = joints.filter((joint) => ownerOf(joint) === undefined);
  const only = boxes.length === 1 ? boxes[0].entry.id : undefined;
  const groups = boxes.map((box) => ({
    box,
    own: joints.filter(
      (joint) => ownerOf(joint) === box.entry.id || (box.entry.id === only && free.includes(joint)),
    ),
  }));
  const sets = boxes.length === 0 && free.length > 0 ? [{ box: undefined, own: free }] : groups;
  if (free.length > 0 && boxes.length > 1)
    return `joints of it belong to none of its ${boxes.length} boxes: make them children of their box`;
  for (const { own } of sets) {
    const names = own.map(oneName);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined)
      return `a pose of it has the joint "${twice}" twice: draw a box around each pose`;
    for (const [i, name] of names.entries())
      if (!skeleton!.joints.includes(name))
        throw new Error(
          `${own[i].place}: the joint "${name}" must be one of ${skeleton!.joints.join(", ")}.`,
        );
  }
  return (size) => ({
    kind: "poses",
    poses: sets.map(({ box, own }): FoundPose => {
      const found = new Map(own.map((joint) => [oneName(joint), jointOf(joint, size)]));
      if (box !== undefined && turnOf(box.value) !== 0) countRepair(tally, "turned", box.place);
      return {
        name: box === undefined ? "" : oneName(box),
        place: box?.place ?? task,
        joints: skeleton!.joints.map((name) => found.get(name) ?? [0, 0, 0]),
        ...(box !== undefined && { corners: shapeOf(box, size)!.corners, ...metaOf(box) }),
      };
    }),
  });
}

function jointOf(region: Region, { width, height }: ImageSize): JointLabel {
  const { value, place } = region;
  const isHidden = textsOf(region).includes("hidden");
  const [x, y] = [numberOf(value, "x", place), numberOf(value, "y", place)];
  return [(x / 100) * width, (y / 100) * height, isHidden ? 1 : 2];
}

function oneName({ type, value, place }: Region): string {
  const names = listIn(value[type], `${place}, ${type}`);
  if (names.length !== 1 || typeof names[0] !== "string")
    throw new Error(`${place}: it must have one label; got ${JSON.stringify(names)}.`);
  return names[0];
}

function metaOf(region: Region): Pick<FoundBox, "difficult" | "crowd" | "area"> {
  const texts = textsOf(region);
  const area = texts.map((text) => /^area (\S+)$/.exec(text)?.[1]).find((found) => found !== undefined);
  return {
    ...(texts.includes("difficult") && { difficult: true }),
    ...(texts.includes("crowd") && { crowd: true }),
    ...(area !== undefined && Number.isFinite(Number(area)) && { area: Number(area) }),
  };
}

/** The notes that a person made on a region. */
function textsOf({ entry }: Region): string[] {
  const { meta } = entry;
  const text = typeof meta === "object" && meta !== null ? (meta as Entry).text : undefined;
  return (Array.isArray(text) ? text : [text]).filter((one) => typeof one === "string");
}
