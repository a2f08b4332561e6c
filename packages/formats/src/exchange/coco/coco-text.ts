/** The text of a COCO annotation file. */
import type { BoxLabel, ExchangedDataset, ExchangedImage, PoseLabel, Skeleton } from "@querent/core";
import type { Corners } from "../../annotated/tidy-box.ts";
import { extentTo } from "./extent-to.ts";

/**
 * A file of the images, entry by entry. Ids of images are their numbers, or else count from `first`, those of annotations
 * from a million times that, so that the files of a data set have no id twice; category c has the id c + 1. Every annotation has an area, its
 * box's where there is no other.
 */
export function* cocoText(
  { classes, skeleton }: ExchangedDataset,
  images: readonly ExchangedImage[],
  first: number,
): Generator<string> {
  yield '{\n"info": {},\n"licenses": [],\n"categories": ';
  yield JSON.stringify(classes.map((name, i) => ({ id: i + 1, name, ...(skeleton && jointsOf(skeleton)) })));
  yield ',\n"images": [';
  for (const [i, { path, number = first + i, width, height }] of images.entries())
    yield `${i === 0 ? "" : ","}\n${JSON.stringify({ id: number, file_name: path, width, height })}`;
  yield '\n],\n"annotations": [';
  let id = first * 1_000_000;
  let mark = "\n";
  for (const [i, { label, number = first + i }] of images.entries()) {
    const list = label?.kind === "boxes" ? label.boxes : label?.kind === "poses" ? label.poses : [];
    for (const one of list) {
      yield mark + JSON.stringify({ id, image_id: number, ...annotationOf(one) });
      id += 1;
      mark = ",\n";
    }
  }
  yield "\n]\n}\n";
}

function jointsOf({ joints, bones }: Skeleton): object {
  return { keypoints: joints, skeleton: bones.map(([a, b]) => [a + 1, b + 1]) };
}

function annotationOf(one: BoxLabel | PoseLabel): object {
  const [x1, y1, x2, y2] = one.corners as Corners;
  const [width, height] = [extentTo(x1, x2), extentTo(y1, y2)];
  return {
    category_id: "class" in one ? one.class + 1 : 1,
    bbox: [x1, y1, width, height],
    area: one.area ?? width * height,
    iscrowd: one.crowd === true ? 1 : 0,
    ...("joints" in one && {
      keypoints: one.joints.flat(),
      num_keypoints: one.joints.filter(([, , v]) => v > 0).length,
    }),
  };
}
