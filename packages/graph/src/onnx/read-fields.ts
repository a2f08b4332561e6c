/** Reads protobuf messages field by field through a table of handlers; fields not in the table are skipped. */
import { WireType, type BinaryReader } from "@bufbuild/protobuf/wire";
import type { OnnxInt } from "./model.ts";

/** What to do with each field number; the handler must consume the field's value. */
export type FieldTable = Readonly<Record<number, (reader: BinaryReader, wire: WireType) => void>>;

/** Reads the fields up to the position `end`. */
export function readFields(reader: BinaryReader, end: number, table: FieldTable): void {
  while (reader.pos < end) {
    const [field, wire] = reader.tag();
    const handler = table[field];
    if (handler === undefined) reader.skip(wire, field);
    else handler(reader, wire);
  }
  if (reader.pos !== end) throw new Error("a message does not end where its length says");
}

/** Reads one nested message, which starts with its length. */
export function readMessage(reader: BinaryReader, table: FieldTable): void {
  const length = reader.uint32();
  if (reader.pos + length > reader.len) throw new Error("the bytes end inside a message");
  readFields(reader, reader.pos + length, table);
}

/** Reads one value, or a packed run of them, into `out`. */
export function readRepeated<T>(reader: BinaryReader, wire: WireType, out: T[], read: () => T): void {
  if (wire !== WireType.LengthDelimited) {
    out.push(read());
    return;
  }
  const end = reader.uint32() + reader.pos;
  while (reader.pos < end) out.push(read());
}

/** A signed 64-bit integer, as a number where that is exact. */
export function readInt(reader: BinaryReader): OnnxInt {
  const value = BigInt(reader.int64());
  const rounded = Number(value);
  return Number.isSafeInteger(rounded) ? rounded : value;
}

/** A signed 64-bit integer that must be a plain number (a side, a version). */
export function readNumber(reader: BinaryReader): number {
  return Number(reader.int64());
}
