/** The text of a Label Studio file of tasks. */
import type { BoxLabel, ExchangedDataset, ExchangedImage, PoseLabel } from "@querent/core";
import type { Corners } from "../../annotated/tidy-box.ts";
import { imageUrl } from "./image-url.ts";

/**
 * A task for each image (https://labelstud.io/guide/task_format), with one annotation if it is labelled. Coordinates are
 * percentages of the image. The joints of a pose are the children of its box (`parentID`). What Label Studio has no place
 * for of its own stands where it keeps what is its user's: of an image in `data`, of a box or joint in `meta`.
 */
export function* labelStudioTasks(dataset: ExchangedDataset): Generator<string> {
  yield "[";
  for (const [i, image] of dataset.images.entries()) {
    const { path, width, height, part, label, who, at } = image;
    const data = {
      image: imageUrl(path),
      width,
      height,
      ...(part !== undefined && { part }),
      ...(who !== undefined && { labelled_by: who }),
      ...(at !== undefined && { labelled_at: new Date(at).toISOString() }),
    };
    const annotations = label === undefined ? [] : [{ id: i + 1, result: resultOf(image, dataset) }];
    yield `${i === 0 ? "" : ","}\n${JSON.stringify({ id: i + 1, data, annotations })}`;
  }
  yield "\n]\n";
}

function resultOf(image: ExchangedImage, { classes, skeleton }: ExchangedDataset): object[] {
  const { label, width, height } = image;
  if (label?.kind === "class")
    return [
      { from_name: "class", to_name: "image", type: "choices", value: { choices: [classes[label.class]] } },
    ];
  const region = (
    id: string,
    name: string,
    type: string,
    value: object,
    meta: readonly string[],
  ): object => ({
    id,
    from_name: name,
    to_name: "image",
    type,
    original_width: width,
    original_height: height,
    image_rotation: 0,
    value,
    ...(meta.length > 0 && { meta: { text: meta } }),
  });
  const rectangle = (id: string, one: BoxLabel | PoseLabel, name: string): object => {
    const [x1, y1, x2, y2] = one.corners as Corners;
    const place = {
      x: percent(x1, width),
      y: percent(y1, height),
      width: percent(x2 - x1, width),
      height: percent(y2 - y1, height),
      rotation: 0,
    };
    return region(id, "box", "rectanglelabels", { ...place, rectanglelabels: [name] }, metaOf(one));
  };
  if (label?.kind === "boxes")
    return label.boxes.map((box, i) => rectangle(`box${i + 1}`, box, classes[box.class]));
  const poses = label?.kind === "poses" ? label.poses : [];
  return poses.flatMap((pose, i) => [
    rectangle(`pose${i + 1}`, pose, classes[0]),
    ...pose.joints.flatMap(([x, y, v], j) => {
      if (v === 0) return [];
      const place = { x: percent(x, width), y: percent(y, height), width: 0.5 };
      const value = { ...place, keypointlabels: [skeleton!.joints[j]] };
      const joint = region(
        `pose${i + 1}joint${j + 1}`,
        "joint",
        "keypointlabels",
        value,
        v === 1 ? ["hidden"] : [],
      );
      return [{ ...joint, parentID: `pose${i + 1}` }];
    }),
  ]);
}

function percent(value: number, side: number): number {
  return (value / side) * 100;
}

function metaOf(one: BoxLabel | PoseLabel): string[] {
  return [
    ...("difficult" in one && one.difficult === true ? ["difficult"] : []),
    ...(one.crowd === true ? ["crowd"] : []),
    ...(one.area === undefined ? [] : [`area ${one.area}`]),
  ];
}
