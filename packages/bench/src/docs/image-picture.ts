/** A strategy's picks among the example images as a picture. */
import { CELLS, SIDE, type ExampleImages } from "./example-images.ts";

const ACROSS = 7;
const TILE = 72; // pixels of an image on the page
const GAP = 8;
const HEAD = 4;
const COLOURS = ["#3b6fb6", "#d08423", "#2f8f63"]; // of class or joint 0, 1, 2
const STEPS = 5; // of heat, the lowest not drawn

/** What is drawn in each image. */
export type Drawn = "boxes" | "joints";

/** An SVG of all images: what is found in each, labelled ones on grey, picks framed and numbered in their order. */
export function imagePicture(
  images: ExampleImages,
  drawn: Drawn,
  picks: ArrayLike<number>,
  title: string,
): string {
  const { ids, labelled } = images.request;
  const rank = new Map(Array.from(picks, (item, b) => [item, b + 1]));
  const isLabelled = new Set(labelled);
  const [width, height] = [sizeOf(ACROSS), sizeOf(Math.ceil(ids.length / ACROSS))];
  const tiles = ids.map((_, item) => {
    const [x, y] = [placeOf(item % ACROSS), placeOf(Math.floor(item / ACROSS))];
    const fill = isLabelled.has(item) ? "#dfe3ea" : "#f7f8fa";
    const inside = drawn === "boxes" ? boxesOf(images, item) : heatOf(images, item);
    return [
      `<g transform="translate(${x} ${y})">`,
      `<rect width="${TILE}" height="${TILE}" fill="${fill}" stroke="#8b95a5" stroke-width="0.5"/>`,
      ...inside,
      ...frame(rank.get(item)),
      "</g>",
    ].join("");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui,sans-serif" font-size="10.5">`,
    `<title>${title}: the first ${picks.length} picks</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...tiles,
    "</svg>\n",
  ].join("\n");
}

function frame(rank: number | undefined): string[] {
  if (rank === undefined) return [];
  return [
    `<rect width="${TILE}" height="${TILE}" fill="none" stroke="#b3123f" stroke-width="2.5"/>`,
    '<circle cx="9" cy="9" r="8.5" fill="#ffffff" stroke="#b3123f" stroke-width="2"/>',
    `<text x="9" y="12.6" text-anchor="middle" font-weight="700" fill="#b3123f">${rank}</text>`,
  ];
}

/** Each box in the colour of its most likely class, the fainter the less likely, its probability beside it. */
function boxesOf({ signals: { detections } }: ExampleImages, item: number): string[] {
  const { starts, corners, probabilities } = detections;
  const out: string[] = [];
  for (let box = starts[item]; box < starts[item + 1]; box += 1) {
    const row = probabilities.data.subarray(box * probabilities.cols, (box + 1) * probabilities.cols - 1);
    const likely = row.reduce((best, p, c) => (p > row[best] ? c : best), 0);
    const [x1, y1, x2, y2] = Array.from(corners.subarray(4 * box, 4 * box + 4), scaled);
    const colour = COLOURS[likely];
    const percent = Math.round(100 * row[likely]);
    out.push(
      `<rect x="${x1}" y="${y1}" width="${short(x2 - x1)}" height="${short(y2 - y1)}" fill="${colour}" fill-opacity="0.12" stroke="${colour}" stroke-opacity="${short(row[likely] ** 2)}" stroke-width="2"/>`,
      `<text x="${short(x1 + 2)}" y="${short(y2 - 2)}" font-size="7.5" fill="${colour}">${percent}</text>`,
    );
  }
  return out;
}

/** The heat of each joint in its colour, in steps of a fifth, each step one path. */
function heatOf({ signals: { heatMaps } }: ExampleImages, item: number): string[] {
  const { joints, data } = heatMaps;
  const cell = TILE / CELLS;
  const out: string[] = [];
  for (let joint = 0; joint < joints; joint += 1) {
    const start = (item * joints + joint) * CELLS * CELLS;
    for (let step = 1; step < STEPS; step += 1) {
      let path = "";
      for (let i = 0; i < CELLS * CELLS; i += 1) {
        if (Math.min(STEPS - 1, Math.floor(STEPS * data[start + i])) !== step) continue;
        path += `M${(i % CELLS) * cell} ${Math.floor(i / CELLS) * cell}h${cell}v${cell}h-${cell}z`;
      }
      if (path !== "") out.push(`<path d="${path}" fill="${COLOURS[joint]}" opacity="${step / STEPS}"/>`);
    }
  }
  return out;
}

function sizeOf(count: number): number {
  return 2 * HEAD + count * TILE + (count - 1) * GAP;
}

function placeOf(index: number): number {
  return HEAD + index * (TILE + GAP);
}

function scaled(pixels: number): number {
  return short(Math.min(TILE, Math.max(0, (pixels * TILE) / SIDE)));
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}
