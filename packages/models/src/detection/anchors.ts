/** Anchors: the boxes that a single-shot detector starts from, one set a cell of each of its maps. */

/** Anchors in order of map, row, column and shape; all numbers are shares of the image's width and height. */
export interface Anchors {
  readonly count: number;
  readonly boxes: Float32Array; // (count, 4): centre x, centre y, width, height
  readonly perCell: readonly number[]; // of each map
}

/** The anchors of one map: how many cells it has, and the shapes that stand at the centre of each. */
export interface AnchorLevel {
  readonly rows: number;
  readonly cols: number;
  readonly shapes: readonly (readonly [width: number, height: number])[]; // shares of the image
}

/** One anchor a cell and shape, centred on the cell: ((j + 0.5) / cols, (i + 0.5) / rows). */
export function anchorsOf(levels: readonly AnchorLevel[]): Anchors {
  const count = levels.reduce((sum, { rows, cols, shapes }) => sum + rows * cols * shapes.length, 0);
  const boxes = new Float32Array(4 * count);
  let at = 0;
  for (const { rows, cols, shapes } of levels)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < cols; j++)
        for (const [width, height] of shapes) {
          boxes.set([(j + 0.5) / cols, (i + 0.5) / rows, width, height], at);
          at += 4;
        }
  return { count, boxes, perCell: levels.map(({ shapes }) => shapes.length) };
}

/** Squares of some sides in pixels, each at some aspect ratios (width / height) of the same area, as shares of an image. */
export function shapesOf(
  sides: readonly number[],
  ratios: readonly number[],
  image: { readonly width: number; readonly height: number },
): [number, number][] {
  return sides.flatMap((side) =>
    ratios.map((ratio): [number, number] => [
      (side * Math.sqrt(ratio)) / image.width,
      side / Math.sqrt(ratio) / image.height,
    ]),
  );
}
