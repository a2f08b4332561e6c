/** What becomes of files between two looks at the folder of images. */
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answer, contextOf, drawShade, drawShades, newHome, projectOn } from "../test/small-project.ts";
import { indexImages } from "./index-images.ts";

async function indexed(images = 6) {
  const home = newHome();
  drawShades(join(home, "images"), images);
  const project = await projectOn(home);
  const at = (name: string): string => join(home, "images", name);
  const look = () => indexImages(project, contextOf(home));
  return { home, project, at, look };
}

const nothing = {
  added: 0,
  duplicates: [],
  moved: [],
  changed: [],
  missing: [],
  problems: [],
  passedOver: 0,
};

test("a second look reads no file again and finds nothing new", async () => {
  const { project, at, look } = await indexed();
  const before = [...project.items()];
  const { mtime } = [...project.files()][0];
  writeFileSync(at("a0.png"), "x".repeat(readFileSync(at("a0.png")).length)); // as long and as old: not looked into
  utimesSync(at("a0.png"), mtime / 1000, mtime / 1000);
  expect(await look()).toEqual({ files: 6, ...nothing });
  expect([...project.items()]).toEqual(before);
});

test("an image that moves keeps its id and its label, also to another folder and back", async () => {
  const { home, project, at, look } = await indexed();
  answer(project, contextOf(home), [["a1.png", { kind: "class", class: 2 }]]);
  mkdirSync(at("deep/er"), { recursive: true });
  renameSync(at("a1.png"), at("deep/er/new.png"));
  expect(await look()).toEqual({ files: 6, ...nothing, moved: ["a1.png is now deep/er/new.png"] });
  expect(project.itemNamed("a1.png")).toMatchObject({ path: "deep/er/new.png", state: "labelled" });
  renameSync(at("deep/er/new.png"), at("a1.png"));
  expect(await look()).toMatchObject({ moved: ["deep/er/new.png is now a1.png"] });
  expect(project.itemNamed("a1.png")!.path).toBe("a1.png");
});

test("two images that change places are told apart", async () => {
  const { home, project, at, look } = await indexed();
  answer(project, contextOf(home), [["a1.png", { kind: "class", class: 2 }]]);
  renameSync(at("a1.png"), at("x"));
  renameSync(at("a2.png"), at("a1.png"));
  renameSync(at("x"), at("a2.png"));
  for (const name of ["a1.png", "a2.png"]) utimesSync(at(name), 1e9, 1e9);
  await look();
  expect(project.itemNamed("a1.png")).toMatchObject({ path: "a2.png", state: "labelled" });
  expect(project.itemNamed("a2.png")).toMatchObject({ path: "a1.png", state: "unlabelled" });
});

test("the same image under two names is one item; when one name goes the other holds it", async () => {
  const { project, at, look } = await indexed();
  mkdirSync(at("copies"));
  writeFileSync(at("copies/b.png"), readFileSync(at("a3.png")));
  expect(await look()).toEqual({ files: 7, ...nothing, duplicates: ["copies/b.png is a3.png"] });
  expect([...project.items()]).toHaveLength(6);
  rmSync(at("a3.png"));
  expect(await look()).toEqual({ files: 6, ...nothing });
  expect(project.itemNamed("a3.png")!.path).toBe("copies/b.png");
});

test("another image under an old name is another item; the old one is missing with its label", async () => {
  const { home, project, at, look } = await indexed();
  answer(project, contextOf(home), [["a4.png", { kind: "class", class: 1 }]]);
  drawShade(at("a4.png"), "another", 0);
  expect(await look()).toEqual({
    files: 6,
    ...nothing,
    added: 1,
    changed: ["a4.png"],
    missing: ["a4.png"],
  });
  expect(project.itemNamed("a4.png")).toMatchObject({ state: "labelled" });
  expect(project.itemNamed("a4.png")!.path).toBeUndefined();
  expect(project.itemAt("a4.png")).toMatchObject({ state: "unlabelled" });
});

test("images that are gone are named, and found again with their labels", async () => {
  const { home, project, at, look } = await indexed();
  answer(project, contextOf(home), [["a5.png", { kind: "class", class: 1 }]]);
  renameSync(at("a5.png"), join(home, "away.png"));
  expect(await look()).toEqual({ files: 5, ...nothing, missing: ["a5.png"] });
  expect(project.labelledCount()).toBe(1);
  renameSync(join(home, "away.png"), at("again.png"));
  expect(await look()).toMatchObject({ files: 6, missing: [] });
  expect(project.itemNamed("a5.png")).toMatchObject({ path: "again.png", state: "labelled" });
});

test("files that are no images are named and never in the way", async () => {
  const { project, at, look } = await indexed();
  writeFileSync(at("empty.png"), "");
  writeFileSync(at("empty too.png"), "");
  writeFileSync(at("text.jpg"), "this is no image");
  writeFileSync(at("notes.txt"), "neither is this");
  truncateSync(at("a0.png"), 20);
  symlinkSync("nowhere", at("link.png"));
  const { problems, ...found } = await look();
  expect(found).toEqual({
    files: 9,
    ...nothing,
    problems: undefined,
    added: 3,
    changed: ["a0.png"],
    missing: ["a0.png"],
    passedOver: 1,
  });
  expect(problems.toSorted()).toEqual([
    expect.stringMatching(/^a0\.png: it is no image that can be decoded: /),
    "empty too.png: the file is empty",
    "link.png: a link that points nowhere",
    expect.stringMatching(/^text\.jpg: it is no image that can be decoded: /),
  ]);
  expect([...project.items({ problem: false, missing: false })]).toHaveLength(5);
  rmSync(at("text.jpg"));
  expect((await look()).problems.filter((text) => text.startsWith("text"))).toEqual([]);
});

test.skipIf(process.getuid?.() === 0 /* root reads everything */)(
  "a file that may not be read is named, and looked at again when it may",
  async () => {
    const { project, at, look } = await indexed();
    drawShade(at("secret.png"), "secret", 1);
    chmodSync(at("secret.png"), 0);
    expect((await look()).problems).toEqual([
      expect.stringMatching(/^secret\.png: it cannot be read: EACCES/),
    ]);
    chmodSync(at("secret.png"), 0o600);
    expect(await look()).toMatchObject({ added: 1, problems: [] });
    expect(project.itemNamed("secret.png")).toMatchObject({ width: 12 });
  },
);

test("a folder named as an image, a link in a circle and a socket's name are no trouble", async () => {
  const { at, look } = await indexed();
  mkdirSync(at("folder.png"));
  drawShade(at("folder.png/in.png"), "inside", 1);
  symlinkSync("..", at("folder.png/up"));
  expect(await look()).toMatchObject({
    files: 7,
    added: 1,
    problems: ["folder.png/up/ is a link to a folder that it lies in"],
  });
});

const names = [
  "ä ö.png",
  "日本語.png",
  "a\\b.png",
  "new\nline.png",
  "'quo\"te.png",
  "100%.PNG",
  "-rf.png",
  "a#b?c.png",
  "e\u0301.png",
];

test.skipIf(process.platform === "win32" /* such names cannot be there */)(
  "unusual names are the names of images like any other",
  async () => {
    const { project, at, look } = await indexed();
    mkdirSync(at("sub folder/ü"), { recursive: true });
    for (const name of names) drawShade(at(`sub folder/ü/${name}`), name, 1);
    expect(await look()).toEqual({ files: 15, ...nothing, added: 9 });
    for (const name of names) expect(project.itemNamed(`sub folder/ü/${name}`)).toMatchObject({ width: 12 });
    expect(await look()).toEqual({ files: 15, ...nothing });
  },
);

test("a look that was stopped is gone on with; hidden files stay hidden", async () => {
  const home = newHome();
  drawShades(join(home, "images"), 300);
  drawShade(join(home, "images/.hidden.png"), "hidden", 1);
  const project = await projectOn(home);
  const stop = new AbortController();
  drawShades(join(home, "images/more"), 300);
  const tell = (): void => stop.abort();
  await expect(indexImages(project, contextOf(home, { abort: stop.signal, tell }))).rejects.toThrow();
  const found = await indexImages(project, contextOf(home));
  expect(found.files).toBe(600);
  expect([...project.items()]).toHaveLength(300); // the others are the same images again
  expect(Array.from(project.files())).toHaveLength(600);
});

test("groups are those of the pattern; a path that it does not match is told before anything is kept", async () => {
  const { home, project, at } = await indexed();
  drawShade(at("b1.png"), "b1", 1);
  const group = (path: string): string => {
    if (path === "b1.png") throw new Error("no group");
    return path[0];
  };
  await expect(indexImages(project, contextOf(home), { group })).rejects.toThrow("no group");
  expect([...project.items()]).toHaveLength(6);
  await indexImages(project, contextOf(home), { group: (path) => path[0] });
  expect(project.itemNamed("b1.png")!.group).toBe("b");
});

test("a folder that is not there loses nothing", async () => {
  const { home, project, look } = await indexed();
  renameSync(join(home, "images"), join(home, "elsewhere"));
  await expect(look()).rejects.toThrow(/The images must lie in a folder; .*images is none\. Give the folder/);
  expect([...project.items({ missing: false })]).toHaveLength(6);
});
