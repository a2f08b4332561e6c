/** The text of a COCO results file. */
import type { FoundBoxes, FoundPoses } from "@querent/core";
import type { PredictedImage } from "./predicted-image.ts";

/**
 * Boxes or poses as `querent evaluate` and pycocotools read them, an entry a line. The ids are those of `querent export
 * --format coco`: `image_id` is the item's number, `category_id` the place of the class, from 1. `file_name` is the path
 * of the image. Coordinates to a thousandth of a pixel.
 */
export async function* cocoResults(images: AsyncIterable<PredictedImage>): AsyncGenerator<string> {
  yield "[";
  let mark = "\n";
  for await (const { item, said } of images) {
    if (said.task === "classification") throw new Error("internal: COCO has no place for classes of images.");
    const entries = said.task === "detection" ? boxesOf(said.found) : posesOf(said.found);
    for (const entry of entries) {
      yield mark + JSON.stringify({ image_id: item.item, ...entry, file_name: item.path });
      mark = ",\n";
    }
  }
  yield "\n]\n";
}

function boxesOf({ corners, classes, scores }: FoundBoxes): object[] {
  return Array.from(scores, (score, box) => {
    const [x1, y1, x2, y2] = corners.subarray(4 * box, 4 * box + 4);
    const bbox = [x1, y1, x2 - x1, y2 - y1].map(thousandth);
    return { category_id: classes[box] + 1, bbox, score };
  });
}

function posesOf({ points, jointScores, scores }: FoundPoses): object[] {
  const joints = jointScores.length / scores.length;
  return Array.from(scores, (score, pose) => ({
    category_id: 1,
    keypoints: Array.from(jointScores.subarray(joints * pose, joints * (pose + 1)), (sure, joint) => {
      const at = 2 * (joints * pose + joint);
      return [points[at], points[at + 1], sure].map(thousandth);
    }).flat(),
    score,
  }));
}

function thousandth(value: number): number {
  return Math.round(value * 1000) / 1000;
}
