import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodePng } from "./html/encode-png.ts";
import { loadPoses } from "./load-poses.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "poses-"));
  for (const folder of ["annotations", "images"]) mkdirSync(join(root, folder));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

type Point = readonly [x: number, y: number];

/** A dark image with a white square of 3 pixels around each joint, which is the centre of a pixel. */
function picture(width: number, height: number, joints: readonly Point[]): Uint8Array {
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    return joints.some(([jx, jy]) => Math.abs(jx - x) < 2 && Math.abs(jy - y) < 2) ? 255 : 0;
  });
  return encodePng({ width, height, channels: 1, data });
}

interface PersonMade {
  readonly image: number;
  readonly joints: readonly Point[];
  readonly crowd?: number;
  readonly seen?: number;
}

function putPart(part: string, people: readonly PersonMade[], width = 90, height = 60): void {
  const ids = [...new Set(people.map(({ image }) => image))];
  const images = ids.map((id) => ({ id, file_name: `${part}${id}.png`, width, height }));
  const annotations = people.map(({ image, joints, crowd = 0, seen = 2 }, id) => ({
    id,
    image_id: image,
    category_id: 1,
    iscrowd: crowd,
    keypoints: joints.flatMap(([x, y]) => [x, y, seen]),
    bbox: [joints[0][0], joints[0][1], joints[1][0] - joints[0][0], joints[1][1] - joints[0][1]],
  }));
  const categories = [{ id: 1, name: "person", keypoints: ["left_hand", "right_hand"], skeleton: [[1, 2]] }];
  writeFileSync(
    join(root, `annotations/person_keypoints_${part}.json`),
    JSON.stringify({ images, annotations, categories }),
  );
  for (const id of ids) {
    const joints = people.filter(({ image, seen = 2 }) => image === id && seen > 0).flatMap((p) => p.joints);
    writeFileSync(join(root, `images/${part}${id}.png`), picture(width, height, joints));
  }
}

const person = (image: number, x: number, y: number, side: number): PersonMade => ({
  image,
  joints: [
    [x, y],
    [x + side, y + side / 2],
  ],
});

test("each person is a square around the box, and joints lie in it where the pixels have them", async () => {
  putPart("train", [person(1, 10.5, 12.5, 40), person(1, 60.5, 30.5, 20), person(2, 4.5, 40.5, 30)]);
  putPart("test", [person(1, 30.5, 20.5, 26)]);
  const { dataset, notes } = await loadPoses(root, { size: 64, cacheDir: false });
  expect(dataset).toMatchObject({ task: "pose", side: 64, skipped: [], name: root.split("/").at(-1) });
  expect(dataset.train.images).toMatchObject({ count: 3, width: 96, height: 96, channels: 1 });
  expect(dataset.train.ids).toEqual(["images/train1.png#1", "images/train1.png#2", "images/train2.png#1"]);
  expect(dataset.train.groups).toEqual(["images/train1.png", "images/train1.png", "images/train2.png"]);
  expect(notes.at(-1)).toMatch(/^Each person is looked at in 64 x 64 pixels, grey, 1.25 times/);
  // longer side 40, square 1.25 x 1.5 x 40 = 75 around (30.5, 22.5)
  expect([...dataset.train.crops.subarray(0, 3)]).toEqual([-7, -15, 75 / 96]);
  for (const { truth, crops, images } of [dataset.train, dataset.test])
    truth.forEach((pose, i) => {
      const [left, top, scale] = crops.subarray(3 * i, 3 * i + 3);
      expect([(pose.corners[0] + pose.corners[2]) / 2, (pose.corners[1] + pose.corners[3]) / 2]).toEqual([
        48, 48,
      ]);
      expect(pose.corners[2] - pose.corners[0]).toBeCloseTo(64 / 1.25, 9);
      expect((left + scale * pose.points[0]) % 1).toBeCloseTo(0.5, 9);
      expect((top + scale * pose.points[1]) % 1).toBeCloseTo(0.5, 9);
      for (let j = 0; j < 2; j++) {
        const [x, y] = pose.points.subarray(2 * j, 2 * j + 2);
        const reach = 3 / scale;
        let [sum, sumX, sumY] = [0, 0, 0];
        for (let v = 0; v < 96; v++)
          for (let u = 0; u < 96; u++)
            if (Math.abs(u + 0.5 - x) < reach && Math.abs(v + 0.5 - y) < reach) {
              const value = images.data[(i * 96 + v) * 96 + u];
              [sum, sumX, sumY] = [sum + value, sumX + value * (u + 0.5), sumY + value * (v + 0.5)];
            }
        expect(Math.abs(sumX / sum - x)).toBeLessThan(0.1);
        expect(Math.abs(sumY / sum - y)).toBeLessThan(0.1);
      }
    });
});

test("crowds and people without joints are no items, and told of", async () => {
  putPart("train", [person(1, 10.5, 12.5, 40), { ...person(2, 5.5, 5.5, 30), crowd: 1 }]);
  putPart("test", [person(1, 30.5, 20.5, 26), { ...person(3, 5.5, 5.5, 30), seen: 0 }]);
  const { dataset, notes } = await loadPoses(root, { size: 32, margin: 1.16, cacheDir: false });
  expect([dataset.train.ids, dataset.test.ids]).toEqual([["images/train1.png"], ["images/test1.png"]]);
  expect(dataset.train.groups).toBeUndefined();
  expect(dataset.train.images.width).toBe(38);
  expect(notes).toContain("2 people are crowds or have no annotated joint and are left out.");
});

test("refuses options that make no sense", async () => {
  await expect(loadPoses(root, { size: 2 })).rejects.toThrow(
    "size must be an integer in [16, 1024] pixels; got 2.",
  );
  await expect(loadPoses(root, { margin: 0.5 })).rejects.toThrow("margin must be in [1, 4]; got 0.5.");
});

const data = join(process.env.QUERENT_DATA ?? "", "lsp");
test.skipIf(!existsSync(data))(
  "opens lsp (needs lsp in the folder named by QUERENT_DATA)",
  async () => {
    const { dataset } = await loadPoses(data, { size: 32, cacheDir: false });
    expect(dataset.train.images).toMatchObject({ count: 1600, width: 48, height: 48, channels: 3 });
    expect([dataset.test.images.count, dataset.skipped]).toEqual([400, []]);
  },
  240_000,
);
