/** Reads `.npy` files block by block, straight into one array of 32-bit floats. */
import { open, type FileHandle } from "node:fs/promises";
import { fileSource, type ByteSource } from "./byte-source.ts";
import { readNpyHeader, type NpyHeader } from "./npy-header.ts";
import { npyType, swapBytes, TooLargeError, type NpyType } from "./npy-type.ts";
import {
  allocateNumbers,
  checkAbort,
  placeInWords,
  shapeInWords,
  sizeOf,
  type ArrayDescription,
  type NumberArray,
  type ReadOptions,
} from "./number-array.ts";

const blockBytes = 1 << 22; // a multiple of every width

/**
 * The numbers of a `.npy` file, row-major whatever their order in the file. Integers beyond 2^24 and 64-bit floats are
 * rounded to 32-bit floats; NaN and infinite values are kept. Beside the result it needs a few megabytes.
 *
 * @throws when the file is no sound `.npy` file, holds something else than real numbers, is truncated, or a finite
 *   number is too large for a 32-bit float
 */
export async function readNpy(path: string, options: ReadOptions = {}): Promise<NumberArray> {
  return withFile(path, async (handle, size) => readNpyFrom(fileSource(handle, path, 0, size), options));
}

/** What the header of a `.npy` file says; its length is checked too. @throws as `readNpy`, as far as it looks */
export async function describeNpy(path: string): Promise<ArrayDescription> {
  return withFile(path, async (handle, size) => describeNpyFrom(fileSource(handle, path, 0, size)));
}

/** As `describeNpy`, of a source. */
export async function describeNpyFrom(source: ByteSource): Promise<ArrayDescription> {
  const { header, type } = await openNpy(source);
  return { shape: header.shape, holds: type.words };
}

/** As `readNpy`, from a source. */
export async function readNpyFrom(source: ByteSource, options: ReadOptions = {}): Promise<NumberArray> {
  const { header, type } = await openNpy(source);
  const { shape } = header;
  const count = sizeOf(shape);
  const data = allocateNumbers(count, options.shared === true, source.name);
  const put = header.fortranOrder && shape.length > 1 ? columnMajor(shape, data) : rowMajor(data);
  const block = new Uint8Array(Math.min(blockBytes, Math.max(8, count * type.bytes)));
  const values = new Float32Array(block.length / type.bytes);
  for (let done = 0; done < count;) {
    checkAbort(options.abort);
    options.progress?.(done / count);
    const wanted = Math.min(values.length, count - done);
    const bytes = block.subarray(0, wanted * type.bytes);
    if ((await source.read(bytes)) < bytes.length)
      throw new Error(`${source.name} is truncated: it ends before its last number. Write or copy it again.`);
    if (type.swapped) swapBytes(bytes, type.bytes);
    decodeBlock(type, bytes, wanted, values, (at) => {
      const row = header.fortranOrder ? columnMajorPlace(shape, done + at) : done + at;
      return `${source.name}, ${placeInWords(shape, row)}`;
    });
    put(values.subarray(0, wanted));
    done += wanted;
  }
  options.progress?.(1);
  return { shape, data };
}

async function openNpy(source: ByteSource): Promise<{ header: NpyHeader; type: NpyType }> {
  const header = await readNpyHeader(source);
  const type = npyType(header.descr, source.name);
  const expected = header.dataStart + sizeOf(header.shape) * type.bytes;
  if (source.size !== expected)
    throw new Error(
      `${source.name} ${source.size < expected ? "is truncated" : "has bytes left over"}: ` +
        `${shapeInWords(header.shape)} of ${type.words} takes ${expected} bytes, the file has ${source.size}. ` +
        "Write or copy it again.",
    );
  return { header, type };
}

function decodeBlock(
  type: NpyType,
  bytes: Uint8Array,
  count: number,
  out: Float32Array,
  place: (at: number) => string,
): void {
  try {
    type.decode(bytes, count, out);
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    throw new RangeError(
      `${place(error.at)} must be at most 3.4e38, the largest 32-bit float; got ${error.value}. ` +
        "Scale the numbers or repair this one.",
      { cause: error },
    );
  }
}

function rowMajor(data: Float32Array): (values: Float32Array) => void {
  let done = 0;
  return (values) => {
    data.set(values, done);
    done += values.length;
  };
}

const tileRows = 512;

/**
 * Puts numbers whose first axis runs fastest where they stand row-major. Runs along the first axis are gone through side
 * by side, some rows at a time, so that rows are written while they are in the processor's cache.
 */
function columnMajor(shape: readonly number[], data: Float32Array): (values: Float32Array) => void {
  const [rows] = shape;
  const stride = sizeOf(shape.slice(1));
  let done = 0;
  return (values) => {
    const runs: { row: number; from: number; to: number }[] = []; // first row, first place in values, offset of row 0
    for (let from = 0; from < values.length;) {
      const row = (done + from) % rows;
      runs.push({ row, from, to: columnMajorPlace(shape, done + from - row) });
      from += rows - row;
    }
    for (let tile = 0; tile < rows; tile += tileRows) {
      for (const { row, from, to } of runs) {
        const last = Math.min(rows, tile + tileRows, row + values.length - from);
        for (let i = Math.max(row, tile); i < last; i += 1) data[i * stride + to] = values[from + i - row];
      }
    }
    done += values.length;
  };
}

/** The row-major place of the number at place `index` of a file whose first axis runs fastest. */
function columnMajorPlace(shape: readonly number[], index: number): number {
  let rest = index;
  let place = 0;
  shape.forEach((length, axis) => {
    place += (rest % length) * sizeOf(shape.slice(axis + 1));
    rest = Math.floor(rest / length);
  });
  return place;
}

async function withFile<T>(path: string, use: (handle: FileHandle, size: number) => Promise<T>): Promise<T> {
  const handle = await open(path, "r");
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new Error(`${path} is a folder: give a file.`);
    return await use(handle, stat.size);
  } finally {
    await handle.close();
  }
}
