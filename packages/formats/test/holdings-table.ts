/** For tests: the table of docs/data-formats.md on what the formats hold, from the formats themselves. */
import { exchangeFormats, type ExchangeFormat } from "../src/index.ts";

const tasks = ["classification", "detection", "pose"] as const;
const yes = (isHeld: boolean): string => (isHeld ? "yes" : "–");

const rows: readonly (readonly [title: string, cell: (format: ExchangeFormat) => string])[] = [
  ["classes", ({ tasks: own }) => yes(own.includes("classification"))],
  ["boxes", ({ tasks: own }) => yes(own.includes("detection"))],
  ["poses", ({ tasks: own }) => yes(own.includes("pose"))],
  ["unlabelled images", ({ holds, tasks: own }) => unlabelled(holds.unlabelled, own)],
  [
    "train, validation, test",
    ({ holds }) =>
      ({ no: "–", all: "of all images", "all or none": "of all or none", some: "yes" })[holds.parts],
  ],
  ["who and when", ({ holds }) => yes(holds.author)],
  ["list of classes", ({ holds }) => yes(holds.classList)],
  ["difficult", ({ holds, tasks: own }) => (own.includes("detection") ? yes(holds.difficult) : "")],
  [
    "crowd",
    ({ holds, tasks: own }) => (own.length > 1 || own[0] !== "classification" ? yes(holds.crowd) : ""),
  ],
  [
    "area of the segment",
    ({ holds, tasks: own }) => (own.length > 1 || own[0] !== "classification" ? yes(holds.area) : ""),
  ],
  ["bones", ({ holds, tasks: own }) => (own.includes("pose") ? yes(holds.bones) : "")],
  ["sides of joints", ({ holds, tasks: own }) => (own.includes("pose") ? holds.sides : "")],
  [
    "poses without a box",
    ({ holds, tasks: own }) => (own.includes("pose") ? yes(holds.posesWithoutBox) : ""),
  ],
  [
    "equal objects",
    ({ holds, tasks: own }) => (own.length > 1 || own[0] !== "classification" ? yes(holds.repeats) : ""),
  ],
  [
    "boxes larger than",
    ({ holds, tasks: own }) => (own.includes("detection") ? `${holds.leastSide} px` : ""),
  ],
  ["paths of images", ({ holds }) => (holds.paths ? "yes" : "below the class")],
  ["sizes of images", ({ holds }) => yes(holds.sizes)],
];

function unlabelled(held: readonly string[], own: readonly string[]): string {
  const kept = tasks.filter((task) => held.includes(task));
  return kept.length === own.length ? "yes" : kept.length === 0 ? "–" : `of ${kept.join(", ")}`;
}

/** A row for each thing that may be held, a column for each format. */
export function holdingsTable(): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(["", ...exchangeFormats.map(({ title }) => title)]),
    `|${"---|".repeat(exchangeFormats.length + 1)}`,
    ...rows.map(([title, cell]) => line([title, ...exchangeFormats.map(cell)])),
  ].join("\n");
}
