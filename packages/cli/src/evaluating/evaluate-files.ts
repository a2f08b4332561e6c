/** Reads a ground truth and a file of results, and tells how good the results are. */
import { readCocoFile, readCocoResults, type CocoFile, type CocoResult } from "@querent/formats";
import type { Output } from "../terminal/output.ts";
import { evaluateCocoBoxes, type BoxNumbers } from "./evaluate-coco-boxes.ts";
import { evaluateCocoPoses, type PoseNumbers } from "./evaluate-coco-poses.ts";
import { classTable, evaluationTable } from "./evaluation-table.ts";

export interface EvaluateRequest {
  readonly groundTruth: string;
  readonly predictions: string;
  readonly type: "boxes" | "keypoints" | "auto";
  readonly perClass: boolean;
  readonly iou?: readonly number[];
}

/** @throws naming file and entry, where one of the files is not what it should be */
export function evaluateFiles(request: EvaluateRequest, output: Output): void {
  const truth = readCocoFile(request.groundTruth);
  const { results, ofOthers } = readCocoResults(request.predictions, truth);
  const type = request.type === "auto" ? typeOf(truth, results) : request.type;
  const evaluate = type === "boxes" ? evaluateCocoBoxes : evaluateCocoPoses;
  const evaluation: BoxNumbers | PoseNumbers = evaluate(truth, results, request.predictions, request.iou);
  const { perClass, scores, ...sizes } = evaluation;
  const notes = [
    ...evaluation.notes,
    ...(ofOthers > 0
      ? [`${ofOthers} results of images that ${request.groundTruth} does not list were left out.`]
      : []),
  ];
  output.emit({ event: "evaluation", ...sizes, overlaps: request.iou ?? "0.50:0.95", scores, notes });
  if (request.perClass) for (const one of perClass) output.emit({ event: "class", ...one });
  const what = type === "boxes" ? "boxes" : "poses";
  output.say(
    `${counted(sizes.images, "image")}, ${sizes.truths} true ${what} that count of ${counted(perClass.length, "class")}, ${sizes.found} found`,
  );
  for (const note of notes) output.say(note);
  output.say(`\n${evaluationTable(evaluation, request.iou?.join(", ") ?? "0.50:0.95")}`);
  if (request.perClass) output.say(`\n${classTable(evaluation)}`);
}

/** Keypoints where every result has them and the ground truth says what they are; else boxes. */
function typeOf({ categories }: CocoFile, results: readonly CocoResult[]): "boxes" | "keypoints" {
  const posed = categories.some(({ keypoints }) => (keypoints?.length ?? 0) > 0);
  const all = results.length > 0 && results.every(({ keypoints }) => keypoints !== undefined);
  return posed && all ? "keypoints" : "boxes";
}

const counted = (n: number, what: string): string =>
  `${n} ${n === 1 ? what : what.endsWith("s") ? `${what}es` : `${what}s`}`;
