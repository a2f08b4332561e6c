/** Thumbnails follow the content of an image, and take no more room than they may. */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { boundedFolder, type Project } from "@querent/store";
import { expect, test } from "vitest";
import { contextOf, drawShade, drawShades, newHome, projectOn } from "../test/small-project.ts";
import { indexImages } from "./index-images.ts";
import { thumbnailOf } from "./thumbnails.ts";

async function shades(count = 3): Promise<{ home: string; project: Project }> {
  const home = newHome();
  drawShades(join(home, "images"), count);
  return { home, project: await projectOn(home) };
}

test("an image that moved, or is missing, has its thumbnail still", async () => {
  const { home, project } = await shades();
  const { item } = project.itemNamed("a1.png")!;
  const before = await thumbnailOf(project, item, 8);
  expect(Buffer.from(before).toString("latin1")).toMatch(/^RIFF.{4}WEBP/s);
  expect(await thumbnailOf(project, item, 9)).not.toEqual(before);
  mkdirSync(join(home, "images/else"));
  renameSync(join(home, "images/a1.png"), join(home, "images/else/b.png"));
  await expect(thumbnailOf(project, item, 10)).rejects.toThrow(/ENOENT/); // nobody has looked yet
  await indexImages(project, contextOf(home));
  expect(await thumbnailOf(project, item, 8)).toEqual(before);
  expect(await thumbnailOf(project, item, 10)).toHaveProperty("length");
  rmSync(join(home, "images/else/b.png"));
  await indexImages(project, contextOf(home));
  expect(await thumbnailOf(project, item, 8)).toEqual(before);
  await expect(thumbnailOf(project, item, 11)).rejects.toThrow("The image a1.png is missing.");
  expect(existsSync(join(project.folder, "thumbnails"))).toBe(true);
});

test("a file with other content than was indexed gives no thumbnail of the old one", async () => {
  const { home, project } = await shades();
  const { item } = project.itemNamed("a2.png")!;
  drawShade(join(home, "images/a2.png"), "another", 2);
  await expect(thumbnailOf(project, item, 8)).rejects.toThrow(
    "The file a2.png was changed since it was looked at.",
  );
  await expect(thumbnailOf(project, 99, 8)).rejects.toThrow("The project must have the item 99");
});

test("the limit holds, and what was thrown out is made again", async () => {
  const { home, project } = await shades(12);
  const limit = 1500;
  const kept = boundedFolder(join(home, "kept"), limit, ".webp");
  const items = [...project.items()].map(({ item }) => item);
  const all = await Promise.all(items.map((item) => thumbnailOf(project, item, 12, kept)));
  expect(all.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(limit);
  expect(await kept.size()).toBeLessThanOrEqual(limit);
  expect(await kept.size()).toBeGreaterThan(0);
  expect(await Promise.all(items.map((item) => thumbnailOf(project, item, 12, kept)))).toEqual(all);
});
