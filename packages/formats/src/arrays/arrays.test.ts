/** `.npy` and `.npz`: files of numpy, round trips, and files that are not as they must be. */
import { readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as outside from "../../test/outside-arrays.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { encodeNpyHeader } from "./npy-header.ts";
import { describeNpy, readNpy } from "./read-npy.ts";
import { describeNpz, namesInNpz, readNpz } from "./read-npz.ts";
import { writeNpy } from "./write-npy.ts";
import { writeNpz } from "./write-npz.ts";
import { writeWholeFile } from "./write-whole-file.ts";

const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, "base64");
const fileOf = (content: Uint8Array, name = "a.npy"): string =>
  join(temporaryFolder("files", { [name]: content }), name);

/** A file with a header of our own words. */
function withHeader(dictionary: string, numbers: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(dictionary);
  return Buffer.concat([
    bytesOf(outside.numpyScalar).subarray(0, 8),
    Uint8Array.of(text.length & 255, text.length >> 8),
    text,
    numbers,
  ]);
}

test.each(Object.entries(outside.numpyOfType))("numpy's %s is read", async (type, base64) => {
  const { shape, data } = await readNpy(fileOf(bytesOf(base64)));
  expect(shape).toEqual([2, 3]);
  const quarters = [-2, -1, 0, 1, 2, 3];
  expect([...data]).toEqual(type.includes("i") ? quarters : quarters.map((x) => x / 4));
});

test.each(Object.entries(outside.numpyUnsigned))("numpy's %s is read", async (type, base64) => {
  const { data } = await readNpy(fileOf(bytesOf(base64)));
  expect([...data]).toEqual(type === "|b1" ? [0, 1, 1, 1, 1, 1] : [0, 1, 2, 3, 4, 5]);
});

test("numpy's column-major order is turned, in two dimensions and in three", async () => {
  expect([...(await readNpy(fileOf(bytesOf(outside.numpyFortran)))).data]).toEqual([
    -0.5, -0.25, 0, 0.25, 0.5, 0.75,
  ]);
  const { shape, data } = await readNpy(fileOf(bytesOf(outside.numpyFortran3)));
  expect(shape).toEqual([2, 3, 4]);
  expect([...data]).toEqual(Array.from({ length: 24 }, (_, i) => i));
});

test("versions 2 and 3 are read, and a scalar", async () => {
  for (const base64 of [outside.numpyVersion2, outside.numpyVersion3])
    expect([...(await readNpy(fileOf(bytesOf(base64)))).data]).toEqual([-0.5, -0.25, 0, 0.25, 0.5, 0.75]);
  expect(await readNpy(fileOf(bytesOf(outside.numpyScalar)))).toEqual({
    shape: [],
    data: Float32Array.of(3),
  });
});

test("half floats are those of the definition: subnormal, largest, infinite, not a number", async () => {
  const bits = Uint16Array.of(0x0001, 0x03ff, 0x0400, 0x7bff, 0xfc00, 0x7e00, 0x8000, 0x3555);
  const content = Buffer.concat([encodeNpyHeader("<f2", [8]), new Uint8Array(bits.buffer)]);
  const { data } = await readNpy(fileOf(content));
  expect([...data]).toEqual([
    2 ** -24,
    1023 * 2 ** -24,
    2 ** -14,
    65504,
    -Infinity,
    NaN,
    -0,
    (1 + 341 / 1024) / 4,
  ]);
});

test("what is written is read again, bit for bit, over shared memory too", async () => {
  const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 3 });
  const folder = temporaryFolder("round", {});
  await fc.assert(
    fc.asyncProperty(shapes, fc.boolean(), fc.infiniteStream(fc.float()), async (shape, shared, stream) => {
      const data = Float32Array.from(stream.take(shape.reduce((a, b) => a * b, 1)));
      await writeNpy(join(folder, "a.npy"), { shape, data });
      const read = await readNpy(join(folder, "a.npy"), { shared });
      expect(read.shape).toEqual(shape);
      expect(Buffer.from(read.data.buffer)).toEqual(Buffer.from(data.buffer));
      expect(read.data.buffer instanceof SharedArrayBuffer).toBe(shared);
      for (const compress of [false, true]) {
        await writeNpz(
          join(folder, "a.npz"),
          { a: { shape, data }, b: { shape: [1], data: Int32Array.of(7) } },
          { compress },
        );
        expect(await readNpz(join(folder, "a.npz"), "a")).toEqual({ shape, data });
        expect([...(await readNpz(join(folder, "a.npz"), "b")).data]).toEqual([7]);
      }
    }),
    { numRuns: 30 },
  );
  expect(readdirSync(folder)).toEqual(["a.npy", "a.npz"]);
});

test("a file longer than one block is read whole, column-major and big-endian as well, with progress", async () => {
  const [rows, cols] = [70_001, 17]; // 9.5 MB of float64: three blocks, the last one short
  const little = Float64Array.from({ length: rows * cols }, (_, i) => i % 65_521);
  const turned = new Float64Array(little.length);
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j < cols; j += 1) turned[j * rows + i] = little[i * cols + j];
  const folder = temporaryFolder("long", {});
  const swapped = Buffer.from(turned.buffer.slice(0));
  swapped.swap64();
  writeFileSync(
    join(folder, "turned.npy"),
    withHeader(`{'descr': '>f8', 'fortran_order': True, 'shape': (${rows}, ${cols}), }`, swapped),
  );
  await writeNpy(join(folder, "plain.npy"), { shape: [rows, cols], data: little });
  await writeNpz(
    join(folder, "deflated.npz"),
    { a: { shape: [rows, cols], data: little } },
    { compress: true },
  );
  const expected = Float32Array.from(little);
  const shares: number[] = [];
  const plain = await readNpy(join(folder, "plain.npy"), { progress: (share) => shares.push(share) });
  expect(plain.data).toEqual(expected);
  expect(shares.length).toBeGreaterThan(3);
  expect(shares.at(-1)).toBe(1);
  expect((await readNpy(join(folder, "turned.npy"))).data).toEqual(expected);
  expect((await readNpz(join(folder, "deflated.npz"))).data).toEqual(expected);
});

test("reading can be cancelled", async () => {
  const path = fileOf(bytesOf(outside.numpyOfType["<f4"]));
  await expect(readNpy(path, { abort: AbortSignal.abort() })).rejects.toThrow(/abort/);
});

const plain = Float32Array.of(1, 2, 3, 4, 5, 6);
const header = (dictionary: string): Uint8Array => withHeader(dictionary, new Uint8Array(plain.buffer));
const unsound: [string, Uint8Array, RegExp][] = [
  ["not numpy's", Buffer.from("hello, world"), /must begin with the bytes \\x93NUMPY; it does not/],
  ["empty", Buffer.from(""), /must begin with the bytes/],
  ["version 9", Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 9, 0, 0), /1\.0, 2\.0 or 3\.0; got 9\.0/],
  [
    "cut in its header",
    bytesOf(outside.numpyFortran).subarray(0, 40),
    /truncated: it ends inside its header/,
  ],
  [
    "cut in its numbers",
    bytesOf(outside.numpyFortran).subarray(0, 150),
    /truncated: 2 x 3 of 32-bit floats takes 152 bytes, the file has 150\./,
  ],
  ["too long", Buffer.concat([bytesOf(outside.numpyFortran), Buffer.from("x")]), /bytes left over: 2 x 3/],
  ["of objects", bytesOf(outside.numpyObjects), /real numbers .*; got numpy type "\|O" \(Python objects\)/],
  ["of text", header("{'descr': '<U4', 'fortran_order': False, 'shape': (6,), }"), /"<U4" \(text\)/],
  ["complex", header("{'descr': '<c8', 'fortran_order': False, 'shape': (3,), }"), /\(complex numbers\)/],
  [
    "structured",
    header("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (6,), }"),
    /structured type/,
  ],
  [
    "without shape",
    header("{'descr': '<f4', 'fortran_order': False, }"),
    /descr, fortran_order and shape; got/,
  ],
  [
    "with a key twice",
    header("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (6,)}"),
    /descr, fortran_order and shape/,
  ],
  [
    "with another key",
    header("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'more': 1}"),
    /descr, fortran_order and shape/,
  ],
  [
    "of a negative shape",
    header("{'descr': '<f4', 'fortran_order': False, 'shape': (-6,), }"),
    /descr, fortran_order and shape/,
  ],
  [
    "of a number for a tuple",
    header("{'descr': '<f4', 'fortran_order': False, 'shape': (6), }"),
    /descr, fortran_order and shape/,
  ],
  [
    "of an endless shape",
    header("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }"),
    /descr, fortran_order and shape/,
  ],
];

test.each(unsound)("a file that is %s is refused in one sentence", async (_, content, words) => {
  const path = fileOf(content);
  await expect(readNpy(path)).rejects.toThrow(words);
  await expect(readNpy(path)).rejects.toThrow(path);
});

test("a number too large for 32 bits is named by row and column, in either order; infinity stays", async () => {
  const values = Buffer.from(Float64Array.of(1, 2, 3, Infinity, -1e300, 6).buffer);
  const [rowMajor, columnMajor] = ["False", "True"].map((order) =>
    fileOf(withHeader(`{'descr': '<f8', 'fortran_order': ${order}, 'shape': (2, 3), }`, values)),
  );
  await expect(readNpy(rowMajor)).rejects.toThrow(
    /a\.npy, row 1, column 1 must be at most 3\.4e38.*got -1e\+300/,
  );
  await expect(readNpy(columnMajor)).rejects.toThrow(/row 0, column 2 must be/);
});

test("a missing file and a folder are told apart", async () => {
  const folder = temporaryFolder("some", {});
  await expect(readNpy(join(folder, "none.npy"))).rejects.toThrow(/ENOENT/);
  await expect(readNpy(folder)).rejects.toThrow(/is a folder: give a file/);
});

test.each([
  ["savez", outside.npzStored],
  ["savez_compressed", outside.npzDeflated],
])("an archive of numpy's %s is read", async (_, base64) => {
  const path = fileOf(bytesOf(base64), "a.npz");
  expect(await namesInNpz(path)).toEqual(["features", "bias"]);
  expect(await readNpz(path, "features")).toEqual({
    shape: [2, 3],
    data: Float32Array.of(-0.5, -0.25, 0, 0.25, 0.5, 0.75),
  });
  expect(await describeNpz(path, "bias")).toEqual({ shape: [3], holds: "64-bit floats" });
  expect([...(await readNpz(path, "bias")).data]).toEqual([0, 1, 2]);
  await expect(readNpz(path)).rejects.toThrow(
    /holds the arrays features, bias; name one of them: .*a\.npz#features/,
  );
  await expect(readNpz(path, "weights")).rejects.toThrow(/there is no "weights" among them/);
});

test("an archive that is damaged is refused", async () => {
  const stored = bytesOf(outside.npzStored);
  const changed = Buffer.from(stored);
  changed[200] ^= 1; // inside the numbers of "features"
  await expect(readNpz(fileOf(changed, "a.npz"), "features")).rejects.toThrow(/checksum does not fit/);
  const deflated = Buffer.from(bytesOf(outside.npzDeflated));
  deflated.fill(0xff, 70, 90);
  await expect(readNpz(fileOf(deflated, "a.npz"), "features")).rejects.toThrow(
    /deflated data is damaged|checksum/,
  );
  await expect(readNpz(fileOf(stored.subarray(0, 300), "a.npz"), "features")).rejects.toThrow(
    /must be a zip archive/,
  );
});

test("sizes of 64 bits in the directory are read", async () => {
  // One stored entry whose sizes and offset stand in the 64-bit extra field, behind a 64-bit end of directory.
  const content = Buffer.concat([encodeNpyHeader("<f4", [6]), new Uint8Array(plain.buffer)]);
  const packed = deflateRawSync(content);
  const name = Buffer.from("a.npy");
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(crcOf(content), 16);
  entry.fill(0xff, 20, 28);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(28, 30);
  entry.fill(0xff, 42, 46);
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(content.length), 4);
  extra.writeBigUInt64LE(BigInt(packed.length), 12);
  const start = local.length + name.length + packed.length;
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(entry.length + name.length + extra.length), 40);
  end64.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(start + entry.length + name.length + extra.length), 8);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.fill(0xff, 8, 20);
  const archive = Buffer.concat([local, name, packed, entry, name, extra, end64, locator, end]);
  expect([...(await readNpz(fileOf(archive, "a.npz"))).data]).toEqual([1, 2, 3, 4, 5, 6]);
});

/** The CRC-32 of zip, bit by bit. */
function crcOf(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

test("a description reads no numbers, and sees a file that is too short", async () => {
  const path = fileOf(Buffer.concat([encodeNpyHeader("<f2", [1e9, 4]), new Uint8Array(8)]));
  await expect(describeNpy(path)).rejects.toThrow(
    /truncated: 1000000000 x 4 of 16-bit floats takes 8000000128 bytes/,
  );
  truncateSync(path, 8e9 + 128); // a hole in the file, not eight gigabytes
  expect(await describeNpy(path)).toEqual({ shape: [1e9, 4], holds: "16-bit floats" });
});

test("a write that fails leaves what was there, and nothing beside it", async () => {
  const path = fileOf(Buffer.from("before"));
  async function* failing(): AsyncGenerator<string> {
    yield "half";
    throw new Error("out of ink");
  }
  await expect(writeWholeFile(path, failing())).rejects.toThrow("out of ink");
  expect(readFileSync(path, "utf8")).toBe("before");
  expect(readdirSync(dirname(path))).toEqual(["a.npy"]);
  await expect(writeNpy(path, { shape: [2], data: plain })).rejects.toThrow(
    /shape 2 must have 2 numbers; got 6/,
  );
  await writeNpy(path, { shape: [6], data: plain });
  expect(statSync(path).size).toBe(128 + 24);
});
