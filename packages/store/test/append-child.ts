/** A process that writes to a project until it is killed, and says what was acknowledged: `ID SEQ`, a line each. */
import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import type { Answer } from "@querent/core";
import { openProject } from "../src/open-project.ts";

const [folder, who, limit = "Infinity"] = process.argv.slice(2);
const project = openProject(folder, { wait: 60_000 });
const items = [...project.items({ limit: 40 })].map((item) => item.item);
const answers: Answer[] = [
  { kind: "class", class: 0 },
  { kind: "class", class: 1 },
  { kind: "class", class: 2 },
  { kind: "skipped" },
  { kind: "unsure" },
  { kind: "cleared" },
];
const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)];

writeSync(1, "open\n");
for (let call = 0; call < Number(limit); call++) {
  const events = Array.from({ length: 1 + (call % 4) }, (_, i) => ({
    id: `${who} ${process.pid} ${call} ${i}`,
    item: pick(items),
    who: pick(["ann", "bob", "cleo"]),
    at: Date.now(),
    source: "person" as const,
    answer: pick(answers),
  }));
  const seqs = project.appendAnswers(events);
  writeSync(1, events.map((event, i) => `${event.id}\t${seqs[i]}\n`).join(""));
  if (call % 5 === 4) {
    const path = `${who}-${process.pid}-${call}.jpg`;
    const hash = createHash("sha256").update(path).digest("hex");
    project.recordFiles([{ path, hash, bytes: 1, mtime: 1, width: 9, height: 9 }]);
  }
}
project.close();
