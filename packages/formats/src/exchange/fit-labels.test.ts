import { expect, test } from "vitest";
import { lossesOf } from "./write-exchange.ts";

test("boxes that come to be written with the same numbers are told of as repeats", () => {
  const boxes = [
    { class: 0, corners: [0, 0, 9, 37] as const },
    { class: 0, corners: [0, 1.85e-321, 9, 37] as const }, // differs by less than any quotient can show
  ];
  const dataset = {
    task: "detection" as const,
    classes: ["cat"],
    images: [{ path: "a.png", width: 90, height: 374, label: { kind: "boxes" as const, boxes } }],
  };
  expect(lossesOf("yolo", dataset).join(" ")).toMatch(/1 .*(twice|repeat|equal)/);
  expect(lossesOf("coco", dataset).join(" ")).not.toMatch(/twice|repeat/);
});
