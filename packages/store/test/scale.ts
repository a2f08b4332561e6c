/**
 * Times a project of a million items and five million answers, with the memory it takes:
 * `node --conditions=source packages/store/test/scale.ts --items 1000000 --events 5000000`.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createProject } from "../src/create-project.ts";
import { openProject } from "../src/open-project.ts";

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "1000000" },
    events: { type: "string", default: "5000000" },
    folder: { type: "string", default: tmpdir() },
  },
});
const itemCount = Number(values.items);
const eventCount = Number(values.events);
const home = mkdtempSync(join(values.folder, "querent-scale-"));
const folder = join(home, "project");
const batch = 10_000;

/** Wall time and processor time: on a busy machine only the second one says something. */
function timed<T>(what: string, work: () => T): T {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const result = work();
  const wall = ((performance.now() - start) / 1000).toFixed(3).padStart(9);
  const { user, system } = process.cpuUsage(cpu);
  const busy = ((user + system) / 1e6).toFixed(3).padStart(9);
  const now = (process.memoryUsage().rss / 2 ** 20).toFixed(0).padStart(5);
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0).padStart(5);
  console.log(`${what.padEnd(40)} ${wall} s, processor ${busy} s, ${now} MB, peak ${peak} MB`);
  return result;
}

function count(list: Iterable<unknown>): number {
  let n = 0;
  for (const _ of list) n += 1;
  return n;
}

try {
  const made = createProject(folder, { name: "scale", task: "classification", images: join(home, "images") });
  made.changeClasses(
    Array.from({ length: 100 }, (_, i) => ({
      id: `class ${i}`,
      who: "ann",
      at: 1,
      change: { kind: "added" as const, name: `class number ${i}` },
    })),
  );
  timed(`record ${itemCount} files`, () => {
    for (let start = 0; start < itemCount; start += batch)
      made.recordFiles(
        Array.from({ length: Math.min(batch, itemCount - start) }, (_, i) => {
          const path = `folder-${(start + i) % 1000}/image-${start + i}.jpg`;
          const hash = createHash("sha256").update(path).digest("hex");
          return {
            path,
            hash,
            bytes: 100_000,
            mtime: 1.7e12 + i,
            width: 640,
            height: 480,
            group: `${i % 1000}`,
          };
        }),
      );
  });
  timed("record 100,000 of them again", () => {
    for (let start = 0; start < Math.min(itemCount, 100_000); start += batch)
      made.recordFiles(
        Array.from({ length: Math.min(batch, itemCount - start) }, (_, i) => {
          const path = `folder-${(start + i) % 1000}/image-${start + i}.jpg`;
          const hash = createHash("sha256").update(path).digest("hex");
          return { path, hash, bytes: 100_000, mtime: 1.7e12 + i, width: 640, height: 480 };
        }),
      );
  });
  const labelled = Math.floor(itemCount * 0.9);
  timed(`append ${eventCount} answers`, () => {
    for (let start = 0; start < eventCount; start += batch)
      made.appendAnswers(
        Array.from({ length: Math.min(batch, eventCount - start) }, (_, i) => {
          // One person after the other goes through the images, and on every tenth they disagree.
          const n = start + i;
          const pass = Math.floor(n / labelled);
          const item = (n % labelled) + 1;
          const number = (item + (item % 10 === 0 ? pass : 0)) % 100;
          return {
            id: `event-${n}`,
            item,
            who: ["ann", "bob", "cleo", "dan", "eve", "fay"][pass % 6],
            at: 1.7e12 + n,
            took: 1200,
            source: "person" as const,
            answer: n % 50 === 0 ? { kind: "skipped" as const } : { kind: "class" as const, class: number },
          };
        }),
      );
  });
  timed("close", () => made.close());
  const project = timed("open", () => openProject(folder));
  timed("counts", () => project.counts());
  timed("counts again", () => project.counts());
  timed("the first 1,000 unlabelled items", () => count(project.items({ state: "unlabelled", limit: 1000 })));
  timed("all unlabelled items", () => count(project.items({ state: "unlabelled" })));
  timed("all items", () => count(project.items()));
  timed("all labels", () => count(project.labels()));
  timed("labels since the last 1,000 events", () =>
    count(project.labels({ since: project.lastSeq() - 1000 })),
  );
  timed("labels of 1,000 items", () =>
    count(project.labels({ items: Array.from({ length: 1000 }, (_, i) => 800 * i + 1) })),
  );
  timed("labels as they were half-way", () => count(project.labels({ until: eventCount >> 1 })));
  timed("disputes", () => count(project.disputed()));
  timed("history of one item", () => project.history(77).length);
  const one = { who: "ann", at: 5, source: "person", answer: { kind: "class", class: 3 } } as const;
  timed("100 single answers, each on disk", () => {
    for (let i = 0; i < 100; i++)
      project.appendAnswers([{ ...one, id: `single ${i}`, item: ((500 * i) % labelled) + 1 }]);
  });
  timed("merge a class", () =>
    project.changeClasses([
      { id: "merge", who: "ann", at: 6, change: { kind: "merged", class: 1, into: 0 } },
    ]),
  );
  timed("look through the whole database", () => project.check().length);
  timed("rebuild", () => project.rebuild());
  project.close();
  const size = (name: string): string => `${(statSync(join(folder, name)).size / 2 ** 20).toFixed(0)} MB`;
  console.log(`database ${size("querent.sqlite")}, journal ${size("events.jsonl")}`);
} finally {
  rmSync(home, { recursive: true });
}
