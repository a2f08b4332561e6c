/** Tensors as files: what goes in comes out, from a Buffer too, and damage is named. */
import { expect, test } from "vitest";
import { decodeTensors, encodeTensors } from "./tensor-file.ts";

const tensors = new Map([
  ["weights", { shape: [2, 3], data: Float32Array.of(1, -2, 0.5, NaN, Infinity, 0) }],
  ["labels", { shape: [2], data: Int32Array.of(7, -1) }],
  ["scalar", { shape: [], data: Float32Array.of(3) }],
]);
const bytes = encodeTensors(tensors, { step: "4" });

test.each([
  ["a Uint8Array", bytes],
  ["a Buffer, as files are read", Buffer.from(bytes)],
  ["a part of a larger array", Buffer.concat([Buffer.alloc(3), bytes]).subarray(3)],
])("what was written is read from %s", (_, from) => {
  const read = decodeTensors(from);
  expect(read.tensors).toEqual(tensors);
  expect(read.metadata.step).toBe("4");
});

test.each([
  ["a file cut short", bytes.subarray(0, bytes.length - 4), '"scalar" ends at 36 of 32'],
  ["a header cut short", bytes.subarray(0, 20), "must hold its whole header; got 20 bytes"],
  ["nothing", new Uint8Array(0), "must hold its whole header; got 0 bytes"],
])("%s is refused", (_, damaged, message) => {
  expect(() => decodeTensors(damaged)).toThrow(message);
});
