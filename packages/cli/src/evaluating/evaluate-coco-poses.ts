/** COCO's numbers for the poses of a results file. */
import {
  evaluatePoses,
  oksSigma,
  oksSigmas,
  type FoundPoses,
  type PoseScores,
  type TruePoses,
} from "@querent/core";
import type { CocoAnnotation, CocoCategory, CocoFile, CocoResult } from "@querent/formats";
import { ascending, byImage } from "./by-image.ts";

export interface PoseNumbers {
  readonly type: "keypoints";
  readonly images: number;
  readonly truths: number; // that count
  readonly found: number;
  readonly scores: PoseScores;
  readonly perClass: readonly {
    readonly class: string;
    readonly truths: number;
    readonly scores: PoseScores;
  }[];
  readonly notes: readonly string[];
}

/**
 * The ten numbers of each category that has keypoints, and their means over those that have a truth.
 *
 * @throws when no category has keypoints, or naming the annotation or entry that has another number of joints than its
 * category
 */
export function evaluateCocoPoses(
  truth: CocoFile,
  results: readonly CocoResult[],
  resultsFile: string,
  thresholds: readonly number[] | undefined,
): PoseNumbers {
  const posed = truth.categories
    .filter(({ keypoints }) => (keypoints?.length ?? 0) > 0)
    .toSorted((a, b) => ascending(a.id, b.id));
  if (posed.length === 0)
    throw new Error(
      `${truth.file} must have a category with a list of keypoints; there is none. Use --type boxes.`,
    );
  const joints = new Map(posed.map(({ id, keypoints }) => [id, keypoints!.length]));
  truth.annotations.forEach((one) => {
    const wanted = joints.get(one.category_id);
    if (wanted !== undefined)
      checkKeypoints(`${truth.file}, annotation ${String(one.id)}`, one.keypoints, wanted);
  });
  results.forEach((one, i) => {
    const place = `${resultsFile}, entry ${i} (from 0)`;
    const wanted = joints.get(one.category_id);
    if (wanted === undefined)
      throw new Error(
        `${place}: its category ${String(one.category_id)} must have keypoints in ${truth.file}.`,
      );
    checkKeypoints(place, one.keypoints, wanted);
  });
  const perClass = posed.map((category) => numbersOf(category, truth, results, thresholds));
  return {
    type: "keypoints",
    images: truth.images.length,
    truths: perClass.reduce((sum, one) => sum + one.truths, 0),
    found: results.length,
    scores: meansOf(perClass.map(({ scores }) => scores)),
    perClass,
    notes: posed.flatMap(({ name, keypoints }) => sigmaNotes(name, keypoints!)),
  };
}

function checkKeypoints(place: string, keypoints: unknown, joints: number): void {
  if (!Array.isArray(keypoints) || keypoints.length !== 3 * joints || !keypoints.every(Number.isFinite))
    throw new Error(
      `${place}: its keypoints must be x, y and v for each of the ${joints} joints of its category; got ${
        Array.isArray(keypoints) ? `${keypoints.length} values` : JSON.stringify(keypoints)
      }.`,
    );
}

function numbersOf(
  { id, name, keypoints }: CocoCategory,
  truth: CocoFile,
  results: readonly CocoResult[],
  thresholds: readonly number[] | undefined,
): PoseNumbers["perClass"][number] {
  const mine = <T extends { readonly category_id: unknown }>(list: readonly T[]): T[] =>
    list.filter((one) => one.category_id === id);
  const paired = byImage(truth, mine(truth.annotations), mine(results));
  const { scores, truths } = evaluatePoses(
    paired.truths.map(truePoses),
    paired.found.map(foundPoses),
    oksSigmas(keypoints!),
    { thresholds },
  );
  return { class: name, truths, scores };
}

/** Each number's mean over the classes that have it. */
function meansOf(all: readonly PoseScores[]): PoseScores {
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? -1 : values.reduce((sum, value) => sum + value, 0) / values.length;
  const names = Object.keys(all[0]) as (keyof PoseScores)[];
  return Object.fromEntries(
    names.map((name) => [name, mean(all.map((scores) => scores[name]).filter((value) => value !== -1))]),
  ) as unknown as PoseScores;
}

function sigmaNotes(category: string, joints: readonly string[]): string[] {
  const unknown = joints.filter((joint) => oksSigma(joint) === undefined);
  if (unknown.length === 0) return [];
  return [
    `No OKS sigma is known for ${unknown.join(", ")} of "${category}": each of its ${joints.length} joints has 1/${joints.length}, so its numbers compare models on this data only.`,
  ];
}

const pointsOf = (keypoints: readonly number[] | undefined): number[] =>
  keypoints!.filter((_, i) => i % 3 < 2);

function truePoses(list: readonly CocoAnnotation[]): TruePoses {
  const crowds = Uint8Array.from(list, ({ iscrowd }) => (iscrowd === undefined || iscrowd === 0 ? 0 : 1));
  return {
    count: list.length,
    points: Float64Array.from(list.flatMap(({ keypoints }) => pointsOf(keypoints))),
    visibility: Uint8Array.from(list.flatMap(({ keypoints }) => keypoints!.filter((_, i) => i % 3 === 2))),
    corners: Float64Array.from(
      list.flatMap(({ bbox: [x, y, width, height] }) => [x, y, x + width, y + height]),
    ),
    areas: Float64Array.from(list, ({ area, bbox }) => area ?? bbox[2] * bbox[3]),
    ignored: crowds,
    crowds,
  };
}

function foundPoses(list: readonly CocoResult[]): FoundPoses {
  const points = Float64Array.from(list.flatMap(({ keypoints }) => pointsOf(keypoints)));
  return {
    count: list.length,
    points,
    jointScores: new Float64Array(points.length / 2).fill(1),
    scores: Float64Array.from(list, ({ score }) => score),
  };
}
