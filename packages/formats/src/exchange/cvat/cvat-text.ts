/** The text of a CVAT file for images. */
import type { BoxLabel, ExchangedDataset, ExchangedImage, PoseLabel } from "@querent/core";
import { xmlText } from "../xml-text.ts";
import { cvatLabels, boxLabelOf } from "./cvat-labels.ts";

/**
 * A file of CVAT for images 1.1 (https://docs.cvat.ai/docs/dataset_management/formats/xml_format/). Classes are tags;
 * boxes are boxes; poses are skeletons, a hidden joint being `occluded` and one that is not annotated `outside`, and the
 * box of a person a box in the group of its skeleton. What CVAT has no place for of its own stands in attributes:
 * difficult, is_crowd, area. The part of an image is its subset.
 */
export function* cvatText(dataset: ExchangedDataset): Generator<string> {
  const { classes, skeleton, images } = dataset;
  yield `<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n  <meta>\n    <task>\n`;
  yield `      <size>${images.length}</size>\n      <mode>annotation</mode>\n`;
  yield* cvatLabels(dataset);
  yield `    </task>\n  </meta>\n`;
  for (const [id, image] of images.entries()) {
    const { path, width, height, part } = image;
    const subset = part === undefined ? "" : ` subset="${part}"`;
    yield `  <image id="${id}" name="${xmlText(path)}"${subset} width="${width}" height="${height}">\n`;
    yield* shapesOf(image, classes, skeleton?.joints ?? []);
    yield `  </image>\n`;
  }
  yield "</annotations>\n";
}

function* shapesOf(
  { label }: ExchangedImage,
  classes: readonly string[],
  joints: readonly string[],
): Generator<string> {
  if (label?.kind === "class")
    yield `    <tag label="${xmlText(classes[label.class])}" source="manual">\n    </tag>\n`;
  if (label?.kind === "boxes")
    for (const box of label.boxes) yield boxText(box, classes[box.class], attributesOf(box));
  if (label?.kind === "poses")
    for (const [i, pose] of label.poses.entries()) {
      const group = ` group_id="${i + 1}"`;
      yield skeletonText(pose, classes[0], joints, group);
      if (pose.corners !== undefined)
        yield boxText({ corners: pose.corners }, boxLabelOf(classes[0]), "", group);
    }
}

function boxText(
  { corners: [x1, y1, x2, y2] }: Pick<BoxLabel, "corners">,
  label: string,
  attributes: string,
  group = "",
): string {
  return (
    `    <box label="${xmlText(label)}" source="manual" occluded="0" xtl="${x1}" ytl="${y1}" xbr="${x2}" ybr="${y2}"` +
    `${group} z_order="0">\n${attributes}    </box>\n`
  );
}

function skeletonText(pose: PoseLabel, label: string, joints: readonly string[], group: string): string {
  const points = pose.joints.map(([x, y, v], j) => {
    const state = `outside="${v === 0 ? 1 : 0}" occluded="${v === 1 ? 1 : 0}"`;
    return `      <points label="${xmlText(joints[j])}" source="manual" ${state} points="${x},${y}">\n      </points>\n`;
  });
  return (
    `    <skeleton label="${xmlText(label)}" source="manual"${group} z_order="0">\n${attributesOf(pose)}` +
    `${points.join("")}    </skeleton>\n`
  );
}

function attributesOf(one: BoxLabel | PoseLabel): string {
  const values: (readonly [string, string | number | undefined])[] = [
    ["difficult", "difficult" in one && one.difficult === true ? "true" : undefined],
    ["is_crowd", one.crowd === true ? "true" : undefined],
    ["area", one.area],
  ];
  return values
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `      <attribute name="${name}">${value}</attribute>\n`)
    .join("");
}
