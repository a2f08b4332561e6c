/** Reads labels from a CVAT file for images. */
import { basename } from "node:path";
import type { Skeleton, SkippedFile, Task } from "@querent/core";
import type { ImageSize } from "../../annotated/annotated-dataset.ts";
import { countRepair, type RepairTally } from "../../annotated/repairs.ts";
import { parseXml, type XmlElement } from "../../text/parse-xml.ts";
import { readTextFile } from "../../text/read-text-file.ts";
import type { FoundImage, FoundLabel, FoundLabels } from "../found-labels.ts";
import { imageBeside } from "../image-beside.ts";
import { partNamed } from "../part-names.ts";
import { readCvatMeta, type CvatLabel } from "./cvat-labels.ts";
import { cvatBox, cvatPoses } from "./cvat-shapes.ts";

/**
 * The labels of a file: of classes the tags, of boxes the boxes and the boxes around polygons, ellipses and masks, of
 * poses the skeletons, and where the file announces none the `points`, joint by joint. Other shapes are counted. An image
 * without a tag is unlabelled; without boxes or skeletons there is nothing in it.
 *
 * @throws with file and line where it is not XML, is of CVAT for video, an image has no name or size, or a shape is
 *   malformed or of a label that the file does not announce
 */
export function readCvatLabels(file: string, task: Task): FoundLabels {
  const root = parseXml(readTextFile(file), file);
  if (root.name !== "annotations")
    throw new Error(
      `${file}, line ${root.line}: the outermost element must be annotations, as CVAT for images has it; it is ${root.name}.`,
    );
  const track = root.children.find(({ name }) => name === "track");
  if (track !== undefined)
    throw new Error(
      `${file}, line ${track.line}: it has tracks, for it is of CVAT for video: export as CVAT for images 1.1.`,
    );
  const labels = readCvatMeta(file, root);
  const posed = labels.filter(({ skeleton }) => skeleton !== undefined);
  const skeleton = task === "pose" ? oneSkeleton(file, posed) : undefined;
  const tally: RepairTally = new Map();
  const skipped: SkippedFile[] = [];
  const known = new Set(labels.map(({ name }) => name));
  const images = root.children
    .filter(({ name }) => name === "image")
    .flatMap((image): FoundImage[] => {
      for (const shape of image.children)
        if (known.size > 0 && !known.has(shape.attributes.get("label") ?? ""))
          throw new Error(
            `${file}, line ${shape.line}: the label "${shape.attributes.get("label") ?? ""}" must be one that the file ` +
              `announces (${[...known].join(", ")}): add or rename it.`,
          );
      const common = commonOf(file, image);
      const label = labelOf(file, image, task, skeleton, tally);
      if (typeof label !== "string")
        return [{ ...common, ...(label !== undefined && { label: () => label }) }];
      skipped.push({ file: common.path, reason: label });
      return [];
    });
  const own = task === "pose" ? posed : labels;
  return {
    classes: labels.length === 0 ? undefined : (own.length === 0 ? labels : own).map(({ name }) => name),
    ...(skeleton !== undefined && { skeleton }),
    images,
    tally,
    notes: [],
    skipped,
  };
}

function oneSkeleton(file: string, posed: readonly CvatLabel[]): Skeleton | undefined {
  const [first, ...others] = posed;
  const other = others.find(
    ({ skeleton }) => skeleton!.joints.join("\n") !== first.skeleton!.joints.join("\n"),
  );
  if (other !== undefined)
    throw new Error(
      `${file}: the skeletons "${first.name}" and "${other.name}" must have the same joints, to be read.`,
    );
  return first?.skeleton;
}

function commonOf(file: string, image: XmlElement): FoundImage {
  const path = image.attributes.get("name") ?? "";
  if (path === "") throw new Error(`${file}, line ${image.line}: an image must have a name.`);
  const beside = imageBeside(file, path);
  const part = partNamed(image.attributes.get("subset") ?? "");
  return {
    path,
    place: `${basename(file)}, line ${image.line}`,
    stated: sizeOf(file, image),
    ...(beside !== undefined && { file: beside }),
    ...(part !== undefined && { part }),
  };
}

function sizeOf(file: string, image: XmlElement): ImageSize {
  const [width, height] = ["width", "height"].map((side) => {
    const text = image.attributes.get(side) ?? "";
    if (!/^[1-9]\d*$/.test(text))
      throw new Error(
        `${file}, line ${image.line}: the ${side} of an image must be a whole number; got "${text}".`,
      );
    return Number(text);
  });
  return { width, height };
}

/** What an image shows; undefined if it is unlabelled, and a reason if it cannot be read. */
function labelOf(
  file: string,
  image: XmlElement,
  task: Task,
  skeleton: Skeleton | undefined,
  tally: RepairTally,
): FoundLabel | string | undefined {
  const shown = basename(file);
  const place = (shape: XmlElement): string => `${shown}, line ${shape.line}`;
  const shapes = image.children;
  const leaveOut = (shape: XmlElement): void => countRepair(tally, "otherShape", place(shape));
  if (task === "classification") {
    const tags = shapes.filter(({ name }) => name === "tag");
    shapes.filter(({ name }) => name !== "tag").forEach(leaveOut);
    const names = [...new Set(tags.map(({ attributes }) => attributes.get("label") as string))];
    if (names.length > 1) return `it must have one tag; it has ${names.join(" and ")}`;
    return tags.length === 0 ? undefined : { kind: "class", name: names[0], place: place(tags[0]) };
  }
  if (task === "pose") return { kind: "poses", poses: cvatPoses(file, shapes, skeleton, tally) };
  const boxes = shapes.flatMap((shape) => {
    const box = cvatBox(file, shape, tally);
    if (box === undefined) leaveOut(shape);
    return box === undefined ? [] : [box];
  });
  return { kind: "boxes", boxes };
}
