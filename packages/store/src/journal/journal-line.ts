/** One event as a line of the journal: JSON that people and other tools can read, with a checksum at its end. */
import { crc32 } from "node:zlib";
import { canonicalJson } from "../database/canonical-json.ts";
import type { EventRow } from "../events/event-row.ts";

/** An event with the item that it is about, named so that the line can be understood without the database. */
export interface JournalEvent extends EventRow {
  readonly itemId: string | null;
  readonly itemHash: string | null;
}

/**
 * `{"seq":1,"id":…,"kind":…,"item":{"item":…,"id":…,"hash":…},"who":…,"at":…,"took":…,"source":…,"suggestion":…,
 * "content":…,"sum":"…"}`; what is null is left out. `sum` is the CRC-32 of the line without it.
 */
export function toLine(event: JournalEvent): string {
  const parts = [`"seq":${event.seq}`, `"id":${JSON.stringify(event.id)}`, `"kind":"${event.kind}"`];
  if (event.item !== null)
    parts.push(
      `"item":{"item":${event.item},"id":${JSON.stringify(event.itemId)},"hash":"${event.itemHash}"}`,
    );
  parts.push(`"who":${JSON.stringify(event.who)}`, `"at":${event.at}`);
  if (event.took !== null) parts.push(`"took":${event.took}`);
  if (event.source !== null) parts.push(`"source":"${event.source}"`);
  if (event.suggestion !== null) parts.push(`"suggestion":${event.suggestion}`);
  parts.push(`"content":${event.content}`);
  const body = `{${parts.join(",")}`;
  return `${body},"sum":"${sumOf(body)}"}\n`;
}

/** Undefined where the line is not whole: cut off, overwritten, or changed by hand. */
export function fromLine(line: string): JournalEvent | undefined {
  const body = /^(\{.*),"sum":"([0-9a-f]{8})"\}$/s.exec(line);
  if (body === null || sumOf(body[1]) !== body[2]) return undefined;
  const parsed = JSON.parse(line);
  return {
    seq: parsed.seq,
    id: parsed.id,
    kind: parsed.kind,
    item: parsed.item?.item ?? null,
    itemId: parsed.item?.id ?? null,
    itemHash: parsed.item?.hash ?? null,
    who: parsed.who,
    at: parsed.at,
    took: parsed.took ?? null,
    source: parsed.source ?? null,
    suggestion: "suggestion" in parsed ? canonicalJson(parsed.suggestion) : null,
    content: canonicalJson(parsed.content),
  };
}

function sumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
