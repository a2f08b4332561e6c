/** `querent evaluate`: COCO's and VOC's numbers for boxes or poses that a model found. */
import type { Command } from "commander";
import { evaluateFiles, type EvaluateRequest } from "../evaluating/evaluate-files.ts";
import { evaluateModel, evaluateModels } from "@querent/loop";
import { withModelOptions } from "../projects/project-command.ts";
import { tellEvaluation } from "../projects/tell-evaluation.ts";
import { withProject, type ProjectOptions } from "../projects/with-project.ts";
import { UsageError } from "../terminal/errors.ts";
import { processOutput } from "../terminal/output.ts";
import { choiceOption } from "../terminal/parse-option.ts";

const help = `
Of a project: its model of the labels as they are, trained first where it is not there yet, on the
exam set, with a 95 % interval. Where the exam set has grown or its labels were put right, --all
tests the earlier models again, so that the curve is on the same images.

Of files: --ground-truth is a COCO annotation file (images, categories, annotations), --predictions a COCO
results file: a list of { image_id, category_id, bbox: [x, y, width, height], score }, or with
keypoints: [x, y, v, …] in place of the bbox.

Boxes: the twelve numbers of pycocotools, and Pascal VOC's average precision at 0.5 beside them
(crowds are not counted there). Poses: the ten numbers, by object keypoint similarity (OKS), with
COCO's sigmas for joints of their names and 1/joints for others. A dash, or -1 with --json, stands
where there was nothing to find.

Examples:
  querent evaluate proj
  querent evaluate --ground-truth instances_val2017.json --predictions results.json
  querent evaluate --ground-truth G.json --predictions P.json --per-class --iou 0.5,0.75
  querent evaluate --ground-truth person_keypoints_test.json --predictions poses.json --json

Exit code 0: done; 1: it failed, and says why; 2: wrong use.`;

interface Options extends Omit<EvaluateRequest, "groundTruth" | "predictions">, ProjectOptions {
  readonly groundTruth?: string;
  readonly predictions?: string;
  readonly perClass: boolean;
  readonly module?: boolean;
  readonly all?: boolean;
}

export function addEvaluateCommand(program: Command): void {
  withModelOptions(program.command("evaluate"))
    .argument("[project]", "a project, whose model is tested on its exam set")
    .description("How good a project's model is, or found boxes or poses in COCO files.")
    .option("--module", "of a project: the model that is trained with the loss prediction module")
    .option("--all", "of a project: every model there is, for the curve of querent status")
    .option("--ground-truth <file>", "a COCO annotation file")
    .option("--predictions <file>", "a COCO results file")
    .option(
      "--type <type>",
      "boxes, keypoints or auto (keypoints if every result has them)",
      choiceOption("--type", ["boxes", "keypoints", "auto"]),
      "auto",
    )
    .option("--per-class", "the numbers of each class too")
    .option("--iou <list>", "overlaps (IoU or OKS) to average over (0.5, 0.55, …, 0.95)", overlaps)
    .option("--json", "one JSON object a line")
    .addHelpText("after", help)
    .action(async (project: string | undefined, options: Options) => {
      const { json = false, perClass = false, groundTruth, predictions, type, iou } = options;
      if (project !== undefined) {
        if (groundTruth !== undefined || predictions !== undefined)
          throw new UsageError("Give a project, or --ground-truth and --predictions; not both.");
        return evaluateProject(project, options);
      }
      if (groundTruth === undefined || predictions === undefined)
        throw new UsageError("Give a project, or both --ground-truth and --predictions.");
      return evaluateFiles({ groundTruth, predictions, type, iou, perClass }, processOutput(json));
    });
}

function evaluateProject(folder: string, options: Options): Promise<void> {
  return withProject(folder, options, async ({ project, context, output }) => {
    if (options.all) await evaluateModels(project, context);
    const evaluation = await evaluateModel(project, context, options.module ? "ranking" : undefined);
    tellEvaluation(output, project, evaluation);
  });
}

/** Ascending numbers in (0, 1], separated by commas. */
function overlaps(text: string): number[] {
  const values = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (!values.every((value, i) => value > (i === 0 ? 0 : values[i - 1]) && value <= 1))
    throw new UsageError(`--iou must be ascending numbers in (0, 1], separated by commas; got "${text}".`);
  return values;
}
