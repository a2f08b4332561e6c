/** Tests of groups by folder, by name and by time: what is one scene, and what is only numbered or copied. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { folderGroups, nameGroups, refuseLarge, timeGroups } from "./file-groups.ts";

const others = Array.from({ length: 60 }, (_, i) => `photo ${"abcdefghij"[i % 10]}${"klmnop"[i % 6]}.jpg`);
const groupsIn = (paths: readonly string[], groups: readonly Int32Array[]): string[][] =>
  groups.map((group) => Array.from(group, (place) => paths[place]));

test("numbers without a gap after the same name are one group, three at least", () => {
  const paths = [
    "clip_9.jpg",
    "clip_10.jpg", // the number counts, not its digits
    "clip_11.jpg",
    "clip_14.jpg",
    "clip_15.jpg", // too few
    "clip_0021.jpg",
    "clip_0022.png", // another kind
    "clip_0023.jpg",
    "clip_0024.jpg",
    "clip_0025.jpg",
    "a/clip_12.jpg",
    "clap_12.jpg",
    "clip_13b.jpg",
    ...others,
  ];
  expect(groupsIn(paths, nameGroups(paths).groups)).toEqual([
    ["clip_9.jpg", "clip_10.jpg", "clip_11.jpg"],
    ["clip_0023.jpg", "clip_0024.jpg", "clip_0025.jpg"],
  ]);
});

test("a folder that is numbered throughout is not one video, nor a stem of more than a fifth of all", () => {
  const counted = (stem: string, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `${stem}${String(i).padStart(4, "0")}.jpg`);
  const paths = [...counted("cat/", 12), ...counted("dog/img_", 12), ...counted("scan", 30), ...others];
  const { groups, refused } = nameGroups(paths);
  expect(groups).toEqual([]);
  expect(refused).toEqual([
    { what: "cat/….jpg", items: 12, reason: expect.stringContaining("throughout") },
    { what: "dog/img_….jpg", items: 12, reason: expect.stringContaining("throughout") },
    { what: "scan….jpg", items: 30, reason: expect.stringContaining("more than a fifth") },
  ]);
  const among = [...counted("dog/img_", 12), ...others.map((name) => `dog/${name}`)];
  expect(nameGroups(among).groups.map(({ length }) => length)).toEqual([12]);
});

test("names of any kind give groups of places of one folder, none twice", () => {
  const name = fc.stringMatching(/^[ab/]{0,3}[a_0-9]{0,4}[0-9]{1,20}(\.jpg|\.png)$/);
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 60 }), fc.nat({ max: 5 }), (paths, seconds) => {
      const times = paths.map((path, i) => (i % 7 === 0 ? undefined : 1000 * path.length));
      for (const { groups } of [nameGroups(paths), folderGroups(paths), timeGroups(paths, times, seconds)]) {
        const places = groups.flatMap((group) => [...group]);
        expect(new Set(places).size).toBe(places.length);
        for (const group of groups) {
          expect([...group]).toEqual([...group].sort((a, b) => a - b));
          const folders = new Set(
            Array.from(group, (place) => paths[place].slice(0, paths[place].lastIndexOf("/") + 1)),
          );
          expect(folders.size).toBe(1);
          expect(group.length).toBeGreaterThan(1);
        }
      }
    }),
  );
});

test("images of a folder are one group by folder, those beside no folder none", () => {
  const paths = ["v1/a.jpg", "v1/b.jpg", "v1/deep/c.jpg", "v2/d.jpg", "v2/e.jpg", ...others];
  expect(groupsIn(paths, folderGroups(paths).groups)).toEqual([
    ["v1/a.jpg", "v1/b.jpg"],
    ["v2/d.jpg", "v2/e.jpg"],
  ]);
  const large = [...others.map((name) => `all/${name}`), "v2/a.jpg", "v2/b.jpg"];
  expect(folderGroups(large).refused).toMatchObject([{ what: "all/", items: 60 }]);
});

test("times within the seconds chain, in one folder; files that were all copied at once are not taken", () => {
  const paths = ["a1", "a2", "a3", "a4", "a5", "b/a6", "b/z", "c/1", "c/2", ...others];
  const times = [
    9000,
    5000,
    7000,
    12_001,
    undefined,
    9000,
    90_000,
    5,
    6,
    ...others.map((_, i) => 1e6 + 1e5 * i),
  ];
  const { groups, refused } = timeGroups(paths, times, 2);
  expect(groupsIn(paths, groups)).toEqual([["a1", "a2", "a3"]]);
  expect(refused).toMatchObject([{ what: "times in c/", items: 2 }]);
  const copied = timeGroups(others, others.map(() => 7), 2); // prettier-ignore
  expect(copied.groups).toEqual([]);
  expect(copied.refused).toMatchObject([{ what: "times in the folder of images", items: 60 }]);
  expect(() => timeGroups(paths, times, -1)).toThrow("at least 0; got -1");
});

test("ten images are never too many, and a fifth is not", () => {
  const group = (length: number): Int32Array => new Int32Array(length);
  const large = (length: number, n: number): number =>
    refuseLarge([group(length)], n, () => "x").refused.length;
  expect([large(10, 10), large(11, 12), large(20, 100), large(21, 100)]).toEqual([0, 1, 0, 1]);
});
