/**
 * 3 x 3 convolutions of stride 1 by Winograd's minimal filtering (Lavin & Gray, arXiv 1509.09308): tiles of the image
 * and the kernel are transformed, multiplied entry by entry (one matrix product over channels each) and transformed
 * back. All three transformations are matrix products with constants over the flattened tile.
 */
import type { Expression, Shape } from "../expression.ts";
import { emitReshape, emitTranspose } from "./emit-layout.ts";
import type { Emission } from "./emission.ts";
import { gatherRows, rowsOf } from "./rows.ts";
import { transposed, winogradMatrices, type Flat, type TileSize } from "./winograd-matrices.ts";

/** y = A^T [(B^T x B) . (G k G^T)] A, tile by tile. */
export function convolveWinograd(node: Expression<"conv2d">, tile: TileSize, emission: Emission): string {
  const [x, kernel] = node.inputs;
  const [, , channels, outputs] = kernel.shape;
  const tiles = tilesOf(node.shape, tile);
  const [top, left] = node.attributes.padding;
  const matrices = winogradMatrices(tile);
  const patches = inputTiles(x, tiles, [-top, -left], matrices.input, emission);
  const weights = transform(matrices.kernel, emission.value(kernel), [channels, outputs], emission);
  const product = emission.builder.add("MatMul", [patches, weights]);
  return fromTiles(product, node.shape, tiles, matrices.output, emission);
}

/**
 * dx is a convolution of dy with the turned kernel, its channels exchanged; the transformed kernel is the forward one.
 */
export function inputGradientWinograd(
  node: Expression<"conv2dInputGradient">,
  tile: TileSize,
  emission: Emission,
): string {
  const [dy, kernel] = node.inputs;
  const { builder, value } = emission;
  const [, , channels, outputs] = kernel.shape;
  const tiles = tilesOf(node.shape, tile);
  const [top, left] = node.attributes.padding;
  const matrices = winogradMatrices(tile);
  const patches = inputTiles(dy, tiles, [top - 2, left - 2], matrices.turnedInput, emission);
  const weights = transform(matrices.kernel, value(kernel), [channels, outputs], emission);
  const product = builder.add("MatMul", [patches, emitTranspose(builder, weights, [0, 2, 1])]);
  return fromTiles(product, node.shape, tiles, matrices.turnedOutput, emission);
}

/** dk = G^T [(B^T x B) . (A dy A^T)] G summed over the tiles; the patches of x are those of the forward pass. */
export function kernelGradientWinograd(
  node: Expression<"conv2dKernelGradient">,
  tile: TileSize,
  emission: Emission,
): string {
  const [x, dy] = node.inputs;
  const { builder } = emission;
  const [, , channels, outputs] = node.attributes.kernelShape;
  const tiles = tilesOf(dy.shape, tile);
  const [top, left] = node.attributes.padding;
  const matrices = winogradMatrices(tile);
  const patches = inputTiles(x, tiles, [-top, -left], matrices.input, emission);
  const read = tileRows(dy, tiles, tile, [0, 0], emission);
  const slopes = transform(transposed(matrices.output), read, [tiles.count, outputs], emission);
  const product = builder.add("MatMul", [emitTranspose(builder, patches, [0, 2, 1]), slopes]);
  const back = transform(transposed(matrices.kernel), product, [channels, outputs], emission);
  return emitReshape(builder, back, node.shape);
}

interface Tiles {
  readonly tile: TileSize;
  readonly down: number;
  readonly across: number;
  readonly count: number; // over the batch
}

function tilesOf([batch, height, width]: Shape, tile: TileSize): Tiles {
  const [down, across] = [Math.ceil(height / tile), Math.ceil(width / tile)];
  return { tile, down, across, count: batch * down * across };
}

/** (matrix)(entries, a b) -> (transformed entries, a, b) */
function transform(
  { data, shape }: Flat,
  entries: string,
  [a, b]: readonly [number, number],
  { builder }: Emission,
): string {
  const wide = emitReshape(builder, entries, [shape[1], a * b]);
  return emitReshape(builder, builder.add("MatMul", [builder.floats(data, shape), wide]), [shape[0], a, b]);
}

/** The transformed patches (tile + 2)^2 of an image that the tiles of the result read: ((tile + 2)^2, tiles, C). */
function inputTiles(
  x: Expression,
  tiles: Tiles,
  offset: readonly [number, number],
  matrix: Flat,
  emission: Emission,
): string {
  const read = tileRows(x, tiles, tiles.tile + 2, offset, emission);
  return transform(matrix, read, [tiles.count, x.shape[3]], emission);
}

/** Patches of size x size that start at `offset` from each tile, entry by entry: (size size, tiles, C). */
function tileRows(
  x: Expression,
  { tile, down, across, count }: Tiles,
  size: number,
  offset: readonly [number, number],
  emission: Emission,
): string {
  const [batch, height, width, channels] = x.shape;
  const zeroRow = batch * height * width;
  const index = new Int32Array(size * size * count);
  let at = 0;
  for (let p = 0; p < size; p++)
    for (let q = 0; q < size; q++)
      for (let n = 0; n < batch; n++)
        for (let i = 0; i < down; i++)
          for (let j = 0; j < across; j++) {
            const [h, w] = [i * tile + p + offset[0], j * tile + q + offset[1]];
            const inside = h >= 0 && h < height && w >= 0 && w < width;
            index[at++] = inside ? (n * height + h) * width + w : zeroRow;
          }
  const zeros = index.includes(zeroRow);
  return gatherRows(emission.builder, rowsOf(x, emission), channels, index, [size * size, count], zeros);
}

/** Transforms products (a a, tiles, C) to tiles of the result and puts its rows in the image's order. */
function fromTiles(
  product: string,
  shape: Shape,
  { tile, down, across, count }: Tiles,
  matrix: Flat,
  emission: Emission,
): string {
  const [batch, height, width, channels] = shape;
  const { builder } = emission;
  const entries = transform(matrix, product, [count, channels], emission);
  const rows = emitReshape(builder, entries, [tile * tile * count, channels]);
  const index = new Int32Array(batch * height * width);
  let at = 0;
  for (let n = 0; n < batch; n++)
    for (let h = 0; h < height; h++)
      for (let w = 0; w < width; w++) {
        const entry = (h % tile) * tile + (w % tile);
        const place = (n * down + Math.floor(h / tile)) * across + Math.floor(w / tile);
        index[at++] = entry * count + place;
      }
  return emitReshape(builder, gatherRows(builder, rows, channels, index, [index.length], false), shape);
}
