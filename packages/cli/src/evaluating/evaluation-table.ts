/** An evaluation in lines for a person. */
import type { BoxScores, PoseScores } from "@querent/core";
import type { BoxNumbers, VocScores } from "./evaluate-coco-boxes.ts";
import type { PoseNumbers } from "./evaluate-coco-poses.ts";

type Row<Name extends string> = readonly [Name, string, string, string];

/** Name, what it is called, area, and how many found objects of an image and class count. */
const boxRows: readonly Row<keyof BoxScores>[] = [
  ["ap", "AP", "all", "100"],
  ["ap50", "AP50", "all", "100"],
  ["ap75", "AP75", "all", "100"],
  ["apSmall", "AP small", "to 32²", "100"],
  ["apMedium", "AP medium", "32² to 96²", "100"],
  ["apLarge", "AP large", "from 96²", "100"],
  ["ar1", "AR 1", "all", "1"],
  ["ar10", "AR 10", "all", "10"],
  ["ar100", "AR 100", "all", "100"],
  ["arSmall", "AR small", "to 32²", "100"],
  ["arMedium", "AR medium", "32² to 96²", "100"],
  ["arLarge", "AR large", "from 96²", "100"],
];

const poseRows: readonly Row<keyof PoseScores>[] = [
  ["ap", "AP", "all", "20"],
  ["ap50", "AP50", "all", "20"],
  ["ap75", "AP75", "all", "20"],
  ["apMedium", "AP medium", "32² to 96²", "20"],
  ["apLarge", "AP large", "from 96²", "20"],
  ["ar", "AR", "all", "20"],
  ["ar50", "AR50", "all", "20"],
  ["ar75", "AR75", "all", "20"],
  ["arMedium", "AR medium", "32² to 96²", "20"],
  ["arLarge", "AR large", "from 96²", "20"],
];

const vocRows: readonly Row<keyof VocScores>[] = [
  ["voc50", "VOC AP50, every point", "all", "all"],
  ["voc50ElevenPoint", "VOC AP50, 11 points", "all", "all"],
];

/** The numbers with their names; `overlaps` says what AP and AR without a number are means over. */
export function evaluationTable(evaluation: BoxNumbers | PoseNumbers, overlaps: string): string {
  const boxes = evaluation.type === "boxes";
  const rows: readonly Row<string>[] = boxes ? [...boxRows, ...vocRows] : poseRows;
  const scores = evaluation.scores as unknown as Readonly<Record<string, number | undefined>>;
  return tableOf(
    ["", boxes ? "IoU" : "OKS", "area", "found", "value"],
    rows.map(([name, title, area, most]) => [
      title,
      /50|75/.exec(name) ? `0.${/50|75/.exec(name)![0]}` : overlaps,
      area,
      most,
      shown(scores[name]),
    ]),
  );
}

/** A line a class. */
export function classTable({ type, perClass }: BoxNumbers | PoseNumbers): string {
  const columns: readonly (readonly [string, string])[] =
    type === "boxes"
      ? [
          ["ap", "AP"],
          ["ap50", "AP50"],
          ["ap75", "AP75"],
          ["ar100", "AR 100"],
          ["voc50", "VOC AP50"],
        ]
      : [
          ["ap", "AP"],
          ["ap50", "AP50"],
          ["ap75", "AP75"],
          ["ar", "AR"],
        ];
  return tableOf(
    ["class", "truths", ...columns.map(([, title]) => title)],
    perClass.map((one) => {
      const scores = one.scores as unknown as Readonly<Record<string, number | undefined>>;
      return [one.class, String(one.truths), ...columns.map(([name]) => shown(scores[name]))];
    }),
  );
}

/** Four decimals; a dash where there was nothing to find. */
const shown = (value: number | undefined): string =>
  value === undefined || value === -1 ? "–" : value.toFixed(4);

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
