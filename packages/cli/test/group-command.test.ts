/** `querent group` as a user meets it: what it says of what it finds, and what it refuses. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generator, keyFrom, split } from "@querent/core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Outcome } from "./querent-in.ts";
import { runHere } from "./run-here.ts";

let home: string;
const run = (line: string): Promise<Outcome> => runHere(...line.split(" "));
const back = process.cwd();

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "querent-group-"));
  process.chdir(home);
  mkdirSync("images");
  for (let i = 0; i < 24; i += 1) {
    const draw = generator(split(keyFrom("pictures"), i));
    const cells = Uint8Array.from({ length: 7 * 6 * 3 }, () => draw.integer(256));
    const picture = sharp(cells, { raw: { width: 7, height: 6, channels: 3 } }).resize(72, 64, {
      kernel: "cubic",
      fit: "fill",
    });
    const name = i < 4 ? `clip_${i + 8}` : `photo ${"abcdefghijklmnopqrstuvwx"[i]}`;
    await picture.clone().png().toFile(`images/${name}.png`);
    if (i === 20) await picture.jpeg({ quality: 50 }).toFile("images/copy.jpg");
  }
}, 60_000);
afterAll(() => {
  process.chdir(back);
  rmSync(home, { recursive: true, force: true });
});

test("init tells of sequences, group joins them and copies, and again changes nothing", async () => {
  const made = await run("init proj --images images --task classification --classes a,b --exam 2");
  expect(made.out).toContain(
    "4 images look like frames of 1 sequence by their names: querent group proj joins them.",
  );
  const { code, out } = await run("group proj");
  expect(code).toBe(0);
  expect(out.split("\n")).toEqual([
    "By near-duplicates: 1 group, 2 images.",
    "By name: 1 group, 4 images.",
    "2 groups, 6 images in them: 1 of 2, 1 of 4.",
    "  4: clip_8.png, clip_9.png, clip_10.png, clip_11.png",
    "  2: copy.jpg, photo u.png",
    "6 images changed groups.",
    "",
  ]);
  const again = JSON.parse((await run("group proj --json")).out.trim().split("\n").at(-1)!);
  expect(again).toMatchObject({ event: "groups", groups: 2, images: 6, changed: 0, left: 0 });
  const anew = await run("group proj --by folder,time --seconds 1000 --anew");
  expect(anew.out).toMatch(
    /By folder: 0 groups.*By time: 0 groups, 0 images\.\n  Not taken \(1\):\n  times in/s,
  );
  expect(anew.out).toMatch(/No groups\.\n6 images changed groups\./);
  const grouped = await run("init other --images images --task classification --group (.)");
  expect(grouped.out).not.toContain("sequence");
});

test.each([
  ["--by colour", 2, '--by must be of folder, name, time; got "colour".'],
  ["--seconds 3", 2, "--seconds is for times that follow each other: it needs --by time."],
  ["--near-duplicates 11", 2, '--near-duplicates must be an integer in [0, 10]; got "11".'],
  ["--group abc", 1, "must have brackets around what makes the group"],
])("refuses %s", async (line, code, sentence) => {
  const said = await run(`group proj ${line}`);
  expect(said.code).toBe(code);
  expect(said.err).toContain(sentence);
});
