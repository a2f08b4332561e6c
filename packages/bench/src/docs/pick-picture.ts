/** A strategy's picks on the example pool as a picture. */
import { argmaxRows, matrix } from "@querent/core";
import { predict, type ExamplePool } from "./example-pool.ts";

const WIDTH = 560;
const HEIGHT = 360;
const SCALE = 54; // pixels a unit
const CENTRE = [272, 184];
const CELL = 10; // pixels of one square of the model's map
const FILLS = ["#e8f0fb", "#fdf0e0", "#e6f5ee"]; // where the model says class 0, 1, 2
const DOTS = ["#3b6fb6", "#d08423", "#2f8f63"];

/** An SVG of the pool: the model's classes as areas, labelled points filled, picks ringed and numbered in their order. */
export function pickPicture(pool: ExamplePool, picks: ArrayLike<number>, title: string): string {
  const { points, classes, request } = pool;
  const labelled = new Set(request.labelled);
  const dots = Array.from({ length: points.rows }, (_, i) => {
    const [x, y] = placeOf(points.data[2 * i], points.data[2 * i + 1]);
    return labelled.has(i)
      ? `<rect x="${short(x - 4.5)}" y="${short(y - 4.5)}" width="9" height="9" fill="${DOTS[classes[i]]}" stroke="#16202e" stroke-width="1.5"/>`
      : `<circle cx="${x}" cy="${y}" r="2.4" fill="#8b95a5"/>`;
  });
  const rings = Array.from(picks, (item, b) => {
    const [x, y] = placeOf(points.data[2 * item], points.data[2 * item + 1]);
    return (
      `<circle cx="${x}" cy="${y}" r="8.5" fill="#ffffff" stroke="#b3123f" stroke-width="2"/>` +
      `<text x="${x}" y="${short(y + 3.6)}" text-anchor="middle" font-weight="700" fill="#b3123f">${b + 1}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-family="system-ui,sans-serif" font-size="10.5">`,
    `<title>${title}: the first ${picks.length} picks</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...areas(pool),
    ...dots,
    ...rings.toReversed(),
    "</svg>\n",
  ].join("\n");
}

/** Runs of squares in which the model says the same class. */
function areas({ signals }: ExamplePool): string[] {
  const out: string[] = [];
  for (let y = 0; y < HEIGHT; y += CELL) {
    const line = matrix(WIDTH / CELL, 2);
    for (let i = 0; i < line.rows; i += 1) {
      line.data[2 * i] = (i * CELL + CELL / 2 - CENTRE[0]) / SCALE;
      line.data[2 * i + 1] = (CENTRE[1] - y - CELL / 2) / SCALE;
    }
    const said = argmaxRows(predict(line, signals.lastLayer));
    for (let start = 0; start < said.length;) {
      let end = start + 1;
      while (end < said.length && said[end] === said[start]) end += 1;
      out.push(
        `<rect x="${start * CELL}" y="${y}" width="${(end - start) * CELL}" height="${CELL}" fill="${FILLS[said[start]]}"/>`,
      );
      start = end;
    }
  }
  return out;
}

function placeOf(x: number, y: number): [number, number] {
  return [short(CENTRE[0] + SCALE * x), short(CENTRE[1] - SCALE * y)];
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}
