import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { measured } from "../../test/measured.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { readCocoPoses } from "./read-coco-poses.ts";

const person = {
  id: 1,
  name: "person",
  keypoints: ["left_hand", "right_hand", "nose"],
  skeleton: [[1, 3], [2, 3]], // prettier-ignore
};
const image = { id: 1, file_name: "a.jpg", width: 100, height: 80 };
const pose = {
  id: 5,
  image_id: 1,
  category_id: 1,
  bbox: [10, 20, 30, 40],
  area: 500,
  keypoints: [12, 22, 2, 35, 55, 1, 7, 7, 0],
};
const train = "annotations/person_keypoints_train.json";

function folder(
  annotations: readonly unknown[],
  categories: readonly unknown[] = [person],
  files = {},
): string {
  return temporaryFolder("set", {
    [train]: JSON.stringify({ images: [image], annotations, categories }),
    "images/a.jpg": "100x80",
    ...files,
  });
}

test("points, visibility, box, area and skeleton are the file's", async () => {
  const root = folder([
    pose,
    { ...pose, id: 6, iscrowd: 1 },
    { ...pose, id: 7, keypoints: new Array(9).fill(0) },
  ]);
  const { skeleton, parts, classes, repairs } = await readCocoPoses(root, measured);
  expect(skeleton).toEqual({
    joints: person.keypoints,
    bones: [
      [0, 2],
      [1, 2],
    ],
    mirrored: Int32Array.of(1, 0, 2),
  });
  expect([classes, repairs]).toEqual([["person"], []]);
  const [{ truth }] = parts.train;
  expect([...truth.points.subarray(0, 6)]).toEqual([12, 22, 35, 55, 0, 0]);
  expect([...truth.visibility.subarray(0, 3)]).toEqual([2, 1, 0]);
  expect([...truth.corners.subarray(0, 4), truth.areas[0]]).toEqual([10, 20, 40, 60, 500]);
  expect([truth.count, [...truth.ignored], [...truth.crowds]]).toEqual([3, [0, 1, 1], [0, 1, 0]]);
});

test("joints outside are kept and counted; boxes and other categories without joints are not poses", async () => {
  const root = folder(
    [
      { ...pose, keypoints: [101, 22, 2, 35, -1, 1, 200, 7, 0] },
      { ...pose, id: 6, category_id: 2, keypoints: undefined },
      { ...pose, id: 8, bbox: [10, 20, 0, 0] },
    ],
    [person, { id: 2, name: "dog" }],
  );
  const { parts, repairs } = await readCocoPoses(root, measured);
  expect([...parts.train[0].truth.points]).toEqual([101, 22, 35, -1, 0, 0]);
  expect(repairs.map(({ kind, count, first }) => [kind, count, first.slice(train.length + 2)])).toEqual([
    ["empty", 1, "annotation 8"],
    ["jointOutside", 2, "annotation 5"],
    ["otherCategory", 1, "annotation 6"],
  ]);
});

test("takes instances files where they are all there is, and leaves them where there are better ones", async () => {
  const root = folder([pose], [person], { "annotations/instances_train.json": "not read" });
  expect((await readCocoPoses(root, measured)).parts.train).toHaveLength(1);
  const other = temporaryFolder("set", {
    "annotations/instances_train.json": readFileSync(join(root, train)),
    "images/a.jpg": "100x80",
  });
  expect((await readCocoPoses(other, measured)).parts.train[0].truth.count).toBe(1);
});

test.each<[string, readonly unknown[], readonly unknown[], string]>([
  [
    "another number of joints",
    [{ ...pose, keypoints: [1, 1, 2] }],
    [person],
    "annotation 5: its keypoints must be x, y, v of the 3 joints of its category, 9 numbers; got 3.",
  ],
  [
    "no joints",
    [{ ...pose, keypoints: undefined }],
    [person],
    "annotation 5: its keypoints must be a list of numbers",
  ],
  [
    "a visibility that is none",
    [{ ...pose, keypoints: [12, 22, 3, 35, 55, 1, 7, 7, 0] }],
    [person],
    "annotation 5: the v of each joint must be 0, 1 or 2; got 3.",
  ],
  [
    "no category with joints",
    [],
    [{ id: 1, name: "dog" }],
    "must have a category with keypoints, to read poses",
  ],
  [
    "two skeletons",
    [],
    [person, { id: 2, name: "dog", keypoints: ["nose", "tail"] }],
    'category "dog": its joints must be those of ',
  ],
  [
    "a bone to nowhere",
    [],
    [{ ...person, skeleton: [[1, 4]] }],
    "pairs of numbers of joints, 1 to 3; got [1,4].",
  ],
  [
    "a side without its other",
    [],
    [{ ...person, keypoints: ["left_hand"], skeleton: [] }],
    "has no other side",
  ],
])("refuses %s", async (_, annotations, categories, message) => {
  await expect(readCocoPoses(folder(annotations, categories), measured)).rejects.toThrow(message);
});

const data = join(process.env.QUERENT_DATA ?? "", "lsp");
test.skipIf(!existsSync(data))(
  "lsp has the people it says (needs lsp in the folder named by QUERENT_DATA)",
  async () => {
    const root = data;
    const sizes = new Map<string, { width: number; height: number }>();
    for (const part of ["train", "test"]) {
      const file = readFileSync(join(root, `annotations/person_keypoints_${part}.json`), "utf8");
      for (const { file_name, width, height } of JSON.parse(file).images)
        sizes.set(file_name, { width, height });
    }
    const { parts, skeleton, repairs } = await readCocoPoses(root, {
      measure: async (file) => sizes.get(file.slice(-11))!,
    });
    expect([parts.train.length, parts.test?.length]).toEqual([1600, 400]);
    expect([...parts.train, ...(parts.test ?? [])].every(({ truth }) => truth.count === 1)).toBe(true);
    expect(skeleton.joints).toHaveLength(14);
    expect([...skeleton.mirrored]).toEqual([5, 4, 3, 2, 1, 0, 11, 10, 9, 8, 7, 6, 12, 13]);
    expect(repairs.map(({ kind, count }) => [kind, count])).toEqual([["jointOutside", 2]]);
  },
);
