/** The matrices of Winograd's minimal filtering for a 3 x 3 kernel (Lavin & Gray, arXiv 1509.09308). */

/** Output tiles of 2 x 2 (2.25 times fewer products than directly) or 4 x 4 (4 times fewer). */
export type TileSize = 2 | 4;

/** A matrix with its shape, row-major. */
export interface Flat {
  readonly data: Float32Array;
  readonly shape: readonly [number, number];
}

/** What transforms flattened tiles: each matrix is the Kronecker square of the one-dimensional one. */
export interface WinogradMatrices {
  readonly input: Flat; // (a a, a a), a = tile + 2
  readonly kernel: Flat; // (a a, 9)
  readonly output: Flat; // (tile tile, a a)
  /** For the kernel turned by 180 degrees, on the same transformed kernel. */
  readonly turnedInput: Flat;
  readonly turnedOutput: Flat;
}

type Rows = readonly (readonly number[])[];

/**
 * Interpolation points besides infinity. Each set holds the reciprocals of its points, which is what lets a turned
 * kernel share its transform; halves and doubles in equal shares keep the rounding error of 4 x 4 tiles at about
 * twice that of the direct sum (points 0, 1, -1, 2, -2 give five times).
 */
const points: Readonly<Record<TileSize, readonly number[]>> = {
  2: [0, 1, -1],
  4: [0, Math.SQRT1_2, -Math.SQRT1_2, Math.SQRT2, -Math.SQRT2],
};

/** The Toom-Cook construction: polynomials are evaluated at the points, multiplied there, and interpolated. */
export function winogradMatrices(tile: TileSize): WinogradMatrices {
  const finite = points[tile];
  const others = finite.map((_, at) => finite.filter((_, other) => other !== at));
  const norms = others.map((rest, at) => rest.reduce((product, p) => product * (finite[at] - p), 1));
  const powers = (count: number): number[][] => [
    ...finite.map((p) => Array.from({ length: count }, (_, power) => p ** power)),
    Array.from({ length: count }, (_, power) => (power === count - 1 ? 1 : 0)), // infinity: the leading coefficient
  ];
  const input = [...others.map((rest) => [...polynomial(rest), 0]), polynomial(finite)];
  const kernel = powers(3).map((row, at) => row.map((power) => power / (norms[at] ?? 1)));
  const output = powers(tile); // (a, tile)
  const { partner, factor } = turning(finite, norms);
  return {
    input: square(input),
    kernel: square(kernel),
    output: square(transpose(output)),
    turnedInput: square(partner.map((at) => input[at].map((x) => x * factor[at]))),
    turnedOutput: square(transpose(partner.map((at) => output[at]))),
  };
}

/**
 * A turned kernel evaluated at p is p^2 times the kernel evaluated at 1 / p: the transform of one is that of the
 * other with the entries exchanged (`partner`) and scaled (`factor`). Zero and infinity are each other's partner.
 */
function turning(
  finite: readonly number[],
  norms: readonly number[],
): { partner: readonly number[]; factor: readonly number[] } {
  const infinity = finite.length;
  const partner = finite.map((p) =>
    p === 0 ? infinity : finite.findIndex((q) => Math.abs(p * q - 1) < 1e-12),
  );
  const factor = finite.map((p, at) => (p === 0 ? 1 / norms[at] : (p * p * norms[partner[at]]) / norms[at]));
  const zero = finite.indexOf(0);
  return { partner: [...partner, zero], factor: [...factor, norms[zero]] };
}

/** The coefficients of the product of (x - root), lowest power first. */
function polynomial(roots: readonly number[]): number[] {
  return roots.reduce(
    (coefficients, root) => {
      const next = [0, ...coefficients];
      coefficients.forEach((c, power) => (next[power] -= root * c));
      return next;
    },
    [1],
  );
}

/** The matrix (rows, cols) as (cols, rows). */
export function transposed({ data, shape: [rows, cols] }: Flat): Flat {
  const out = Float32Array.from(data, (_, at) => data[(at % rows) * cols + Math.floor(at / rows)]);
  return { data: out, shape: [cols, rows] };
}

function transpose(m: Rows): number[][] {
  return m[0].map((_, at) => m.map((row) => row[at]));
}

/** The Kronecker product of a matrix with itself: applies it to the rows and columns of a flattened tile at once. */
function square(m: Rows): Flat {
  const [rows, cols] = [m.length, m[0].length];
  const data = new Float32Array(rows * rows * cols * cols);
  for (let i = 0; i < rows * rows; i++)
    for (let j = 0; j < cols * cols; j++)
      data[i * cols * cols + j] = m[Math.floor(i / rows)][Math.floor(j / cols)] * m[i % rows][j % cols];
  return { data, shape: [rows * rows, cols * cols] };
}
