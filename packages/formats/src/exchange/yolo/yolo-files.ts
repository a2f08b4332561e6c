/** The files of a YOLO data set. */
import { join, sep } from "node:path";
import type { ExchangedDataset, ExchangedImage, JointLabel, Label } from "@querent/core";
import type { Corners } from "../../annotated/tidy-box.ts";
import { labelFile } from "../../yolo/yolo-drafts.ts";
import type { LabelFile } from "../exchange-format.ts";
import { byPart } from "../part-names.ts";
import { inShares } from "../fit-labels.ts";

/**
 * `data.yaml` with the classes and joints, a list of the images of each part, and a label file for every image, empty if
 * there is nothing in it. Lists rather than folders of parts keep the paths of images as they are.
 */
export function* yoloFiles(dataset: ExchangedDataset): Generator<LabelFile> {
  const { images } = dataset;
  const parts = byPart(images, "train");
  yield {
    path: "data.yaml",
    text: description(
      dataset,
      parts.map(([part]) => part),
    ),
  };
  for (const [part, own] of parts)
    yield { path: `${part}.txt`, text: own.map(({ path }) => `./images/${path}\n`) };
  for (const image of images) yield { path: yoloLabelsAt(image.path), text: linesOf(image) };
}

/** The label file of an image. */
export function yoloLabelsAt(path: string): string {
  return labelFile(join("images", path)).split(sep).join("/");
}

function* description({ classes, skeleton }: ExchangedDataset, parts: readonly string[]): Generator<string> {
  for (const part of parts) yield `${part}: ${part}.txt\n`;
  yield "names:\n";
  for (const [i, name] of classes.entries()) yield `  ${i}: ${quoted(name)}\n`;
  if (skeleton === undefined) return;
  yield `kpt_shape: [${skeleton.joints.length}, 3]\n`;
  yield `flip_idx: [${[...skeleton.mirrored].join(", ")}]\n`;
  yield `kpt_names:\n  0: [${skeleton.joints.map(quoted).join(", ")}]\n`;
}

/** A scalar that no reader of YAML takes for anything but text; the escapes are those of JSON. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u2028\u2029\ufeff]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function* linesOf({ label, width, height }: ExchangedImage): Generator<string> {
  for (const [number, corners, joints] of objectsOf(label)) {
    const box = inShares(corners, { width, height });
    const points = joints.flatMap(([x, y, v]) => [x / width, y / height, v]);
    yield `${[number, ...box, ...points].map(decimal).join(" ")}\n`;
  }
}

function objectsOf(label: Label | undefined): (readonly [number, Corners, readonly JointLabel[]])[] {
  if (label?.kind === "boxes") return label.boxes.map((box) => [box.class, box.corners, []] as const);
  if (label?.kind !== "poses") return [];
  return label.poses.map(({ corners, joints }) => [0, corners as Corners, joints] as const);
}

/** The shortest decimal that is read as the same number, without an exponent, which not all readers take. */
function decimal(value: number): string {
  const text = String(value);
  if (!text.includes("e")) return text;
  const [digits, exponent] = text.split("e");
  const [whole, fraction = ""] = digits.replace("-", "").split(".");
  return `${value < 0 ? "-" : ""}0.${"0".repeat(-Number(exponent) - 1)}${whole}${fraction}`;
}
