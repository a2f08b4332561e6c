import { expect, test } from "vitest";
import { measured } from "../../test/measured.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { readBoxes, readPoses } from "./read-annotations.ts";

test("each folder is read by the reader of its format", async () => {
  const image = { "images/a.jpg": "10x10" };
  const coco = JSON.stringify({
    images: [{ id: 1, file_name: "a.jpg" }],
    annotations: [],
    categories: [{ id: 1, name: "person", keypoints: ["nose"] }],
  });
  const folders = {
    coco: temporaryFolder("set", { ...image, "annotations/person_keypoints_train.json": coco }),
    yolo: temporaryFolder("set", {
      ...image,
      "data.yaml": "train: images\nnames: [a]\nkpt_shape: [1, 2]\nflip_idx: [0]",
    }),
    voc: temporaryFolder("set", {
      "JPEGImages/a.jpg": "10x10",
      "Annotations/a.xml":
        "<annotation><object><name>a</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object></annotation>",
    }),
  };
  for (const [format, root] of Object.entries(folders))
    expect((await readBoxes(root, measured)).format).toBe(format);
  expect((await readPoses(folders.coco, measured)).format).toBe("coco");
  expect((await readPoses(folders.yolo, measured)).format).toBe("yolo");
  await expect(readPoses(folders.voc, measured)).rejects.toThrow(
    "only boxes are read: give poses as COCO or YOLO.",
  );
  await expect(readBoxes(temporaryFolder("set", { "a.jpg": "" }), measured)).rejects.toThrow(
    "it holds none of these.",
  );
});

test("an abort ends the reading", async () => {
  const root = temporaryFolder("set", { "images/a.jpg": "10x10", "data.yaml": "train: images\nnames: [a]" });
  const abort = AbortSignal.abort(new Error("enough"));
  await expect(readBoxes(root, { ...measured, abort })).rejects.toThrow("enough");
});
