/** Reads labels from a CSV file. */
import { basename } from "node:path";
import type { ImageSize } from "../../annotated/annotated-dataset.ts";
import { readCsvText } from "../../tables/read-csv.ts";
import type { FoundBox, FoundImage, FoundLabels } from "../found-labels.ts";
import { imageBeside } from "../image-beside.ts";
import { partNamed } from "../part-names.ts";

const corners = ["x1", "y1", "x2", "y2"] as const;
const optional = [
  "labelled",
  ...corners,
  "difficult",
  "crowd",
  "area",
  "part",
  "width",
  "height",
  "who",
  "at",
];

/** A row, by the names of its columns; columns that are not there are "". */
interface Row {
  readonly cells: Readonly<Record<string, string>>;
  readonly place: string;
}

/**
 * The labels of a file with the columns `path` and `label`, and for boxes `x1`, `y1`, `x2`, `y2` in pixels; the others of
 * `csvRows` may be there. Rows of one image need not follow each other, but agree in what they say of the image.
 *
 * @throws with file and line where a cell is not what its column is for, or rows disagree
 */
export async function readCsvLabels(file: string, isClassification: boolean): Promise<FoundLabels> {
  const { columns, lines } = await readCsvText(
    file,
    isClassification ? ["path", "label"] : ["path", "label", ...corners],
    optional,
  );
  const names = Object.keys(columns);
  const groups = new Map<string, Row[]>();
  lines.forEach((line, i) => {
    const cells = Object.fromEntries(names.map((name) => [name, columns[name][i]]));
    const row = { cells, place: `${basename(file)}, line ${line}` };
    if (cells.path === "") throw new Error(`${file}, line ${line}: the path must not be empty.`);
    const known = groups.get(cells.path);
    if (known === undefined || isClassification)
      groups.set(known ? `${cells.path}\0${i}` : cells.path, [row]);
    else known.push(row);
  });
  const images = [...groups.values()].map((rows): FoundImage => {
    for (const row of rows) checkAgreement(file, rows[0], row);
    const common = imageOf(file, rows[0]);
    if (isClassification) {
      const [{ cells, place }] = rows;
      const name = cells.label;
      return name === "" ? common : { ...common, label: () => ({ kind: "class", name, place }) };
    }
    if (rows[0].cells.labelled === "0") {
      const wrong = rows.find(({ cells }) => cells.label !== "");
      if (wrong !== undefined)
        throw new Error(
          `${wrong.place}: an image with labelled 0 must have no label; got "${wrong.cells.label}".`,
        );
      return common;
    }
    const boxes = rows.filter(({ cells }) => cells.label !== "").map((row) => boxOf(row));
    return { ...common, label: () => ({ kind: "boxes", boxes }) };
  });
  return { classes: undefined, images, tally: new Map(), notes: [], skipped: [] };
}

function checkAgreement(file: string, first: Row, row: Row): void {
  for (const name of ["labelled", "part", "width", "height", "who", "at"])
    if (row.cells[name] !== first.cells[name])
      throw new Error(
        `${file}: all rows of ${first.cells.path} must have the same ${name}; "${first.cells[name]}" (${first.place}) is ` +
          `not "${row.cells[name]}" (${row.place}).`,
      );
}

function imageOf(file: string, row: Row): FoundImage {
  const { path, part = "", who = "", at = "" } = row.cells;
  const named = partNamed(part);
  if (part !== "" && named === undefined)
    throw new Error(`${row.place}: the part must be train, validation or test; got "${part}".`);
  const time = at === "" ? undefined : /^-?\d+$/.test(at) ? Number(at) : Date.parse(at);
  if (Number.isNaN(time))
    throw new Error(`${row.place}: at must be a time such as 2026-01-31T12:00:00Z; got "${at}".`);
  return {
    path,
    place: row.place,
    file: imageBeside(file, path),
    stated: sizeOf(row),
    ...(named !== undefined && { part: named }),
    ...(who !== "" && { who }),
    ...(time !== undefined && { at: time }),
  };
}

function sizeOf(row: Row): ImageSize | undefined {
  const { width = "", height = "" } = row.cells;
  if (width === "" && height === "") return undefined;
  const size = { width: numberIn(row, "width"), height: numberIn(row, "height") };
  for (const [side, value] of Object.entries(size))
    if (!(Number.isInteger(value) && value > 0))
      throw new Error(`${row.place}: the ${side} must be a positive whole number; got ${value}.`);
  return size;
}

function boxOf(row: Row): FoundBox {
  const [x1, y1, x2, y2] = corners.map((name) => numberIn(row, name));
  const { area = "" } = row.cells;
  return {
    name: row.cells.label,
    corners: [x1, y1, x2, y2],
    place: row.place,
    difficult: isSet(row, "difficult"),
    crowd: isSet(row, "crowd"),
    ...(area !== "" && { area: numberIn(row, "area") }),
  };
}

function numberIn({ cells, place }: Row, name: string): number {
  const value = Number(cells[name]);
  if (cells[name].trim() === "" || !Number.isFinite(value))
    throw new Error(`${place}: ${name} must be a number; got "${cells[name]}".`);
  return value;
}

function isSet({ cells, place }: Row, name: string): boolean {
  const value = cells[name] ?? "";
  if (value !== "" && value !== "0" && value !== "1")
    throw new Error(`${place}: ${name} must be 1, 0 or empty; got "${value}".`);
  return value === "1";
}
