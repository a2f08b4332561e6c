/** The shapes of a CVAT file: boxes, and what boxes are made of; skeletons. */
import { basename } from "node:path";
import type { JointLabel, Skeleton } from "@querent/core";
import { countRepair, type RepairTally } from "../../annotated/repairs.ts";
import type { Corners } from "../../annotated/tidy-box.ts";
import type { XmlElement } from "../../text/parse-xml.ts";
import type { FoundBox, FoundPose } from "../found-labels.ts";
import { outlineOf, turnedBox } from "../../annotated/outline.ts";

/**
 * The box that a shape is: of a turned one the upright box around it, of a polygon with its area, of an ellipse and of a
 * mask the box around it; undefined for other shapes.
 */
export function cvatBox(file: string, shape: XmlElement, tally: RepairTally): FoundBox | undefined {
  const number = (name: string): number => numberIn(file, shape, name);
  const place = `${basename(file)}, line ${shape.line}`;
  const common = { name: shape.attributes.get("label") ?? "", place, ...attributesOf(file, shape) };
  const turn = Number(shape.attributes.get("rotation") ?? 0);
  const outlined = (corners: Corners, area?: number): FoundBox => {
    countRepair(tally, "outline", place);
    return { ...common, corners, ...(area !== undefined && { area }) };
  };
  switch (shape.name) {
    case "box": {
      const corners: Corners = [number("xtl"), number("ytl"), number("xbr"), number("ybr")];
      if (turn === 0) return { ...common, corners };
      countRepair(tally, "turned", place);
      const [x1, y1, x2, y2] = corners;
      return { ...common, corners: turnedBox(corners, turn, [(x1 + x2) / 2, (y1 + y2) / 2]) };
    }
    case "polygon": {
      const { corners, area } = outlineOf(pointsOf(file, shape));
      return outlined(corners, area);
    }
    case "ellipse": {
      const [cx, cy, rx, ry] = [number("cx"), number("cy"), number("rx"), number("ry")];
      const angle = (turn * Math.PI) / 180;
      const x = Math.hypot(rx * Math.cos(angle), ry * Math.sin(angle));
      const y = Math.hypot(rx * Math.sin(angle), ry * Math.cos(angle));
      return outlined([cx - x, cy - y, cx + x, cy + y], Math.PI * rx * ry);
    }
    case "mask": {
      const [left, top] = [number("left"), number("top")];
      return outlined([left, top, left + number("width"), top + number("height")]);
    }
    default:
      return undefined;
  }
}

/**
 * The poses of an image: its skeletons, each with the box that is in its group; without a skeleton its `points`, which
 * are the joints in their order. Other shapes are counted and left out.
 *
 * @throws with file and line where a joint is not one of the skeleton, or comes twice
 */
export function cvatPoses(
  file: string,
  shapes: readonly XmlElement[],
  skeleton: Skeleton | undefined,
  tally: RepairTally,
): FoundPose[] {
  const kind = skeleton === undefined ? "points" : "skeleton";
  const posed = shapes.filter(({ name }) => name === kind);
  const boxes = new Map<string, XmlElement>();
  const groups = new Set(posed.map((shape) => groupOf(shape)));
  for (const shape of shapes) {
    const group = groupOf(shape);
    if (shape.name === "box" && group !== "" && groups.has(group) && !boxes.has(group))
      boxes.set(group, shape);
    else if (shape.name !== kind) countRepair(tally, "otherShape", `${basename(file)}, line ${shape.line}`);
  }
  return posed.map((shape) => {
    const box = boxes.get(groupOf(shape));
    const corners = box === undefined ? undefined : cvatBox(file, box, tally)!.corners;
    return {
      name: shape.attributes.get("label") ?? "",
      place: `${basename(file)}, line ${shape.line}`,
      joints: skeleton === undefined ? plainJoints(file, shape) : skeletonJoints(file, shape, skeleton),
      ...(corners !== undefined && { corners }),
      ...attributesOf(file, shape),
    };
  });
}

function groupOf(shape: XmlElement): string {
  const group = shape.attributes.get("group_id") ?? "";
  return group === "0" ? "" : group;
}

function plainJoints(file: string, shape: XmlElement): JointLabel[] {
  const v = shape.attributes.get("occluded") === "1" ? 1 : 2;
  return pointsOf(file, shape).map(([x, y]) => [x, y, v]);
}

function skeletonJoints(file: string, shape: XmlElement, { joints }: Skeleton): JointLabel[] {
  const found = new Map<string, JointLabel>();
  for (const element of shape.children.filter(({ name }) => name === "points")) {
    const { attributes, line } = element;
    const name = attributes.get("label") ?? "";
    if (!joints.includes(name) || found.has(name))
      throw new Error(
        `${file}, line ${line}: a skeleton must have each of the joints ${joints.join(", ")} once; got "${name}"` +
          `${found.has(name) ? " twice" : ""}.`,
      );
    const points = pointsOf(file, element);
    if (points.length !== 1)
      throw new Error(`${file}, line ${line}: a joint must be one point; got ${points.length}.`);
    const v = attributes.get("outside") === "1" ? 0 : attributes.get("occluded") === "1" ? 1 : 2;
    found.set(name, [...points[0], v]);
  }
  return joints.map((name) => found.get(name) ?? [0, 0, 0]);
}

function attributesOf(file: string, shape: XmlElement): Pick<FoundBox, "difficult" | "crowd" | "area"> {
  const values = new Map(
    shape.children
      .filter(({ name }) => name === "attribute")
      .map((element) => [element.attributes.get("name"), element.text.trim()]),
  );
  const isSet = (name: string): boolean => /^(true|1)$/i.test(values.get(name) ?? "");
  const area = values.get("area") ?? "";
  if (area !== "" && !Number.isFinite(Number(area)))
    throw new Error(`${file}, line ${shape.line}: the attribute area must be a number; got "${area}".`);
  return {
    ...(isSet("difficult") && { difficult: true }),
    ...(isSet("is_crowd") && { crowd: true }),
    ...(area !== "" && { area: Number(area) }),
  };
}

function pointsOf(file: string, shape: XmlElement): (readonly [number, number])[] {
  const text = shape.attributes.get("points") ?? "";
  return text.split(";").map((pair) => {
    const numbers = pair.split(",").map((word) => (word.trim() === "" ? Number.NaN : Number(word)));
    if (numbers.length !== 2 || !numbers.every(Number.isFinite))
      throw new Error(
        `${file}, line ${shape.line}: points must be x,y with semicolons between; got "${pair}" in it.`,
      );
    return [numbers[0], numbers[1]] as const;
  });
}

function numberIn(file: string, shape: XmlElement, name: string): number {
  const text = shape.attributes.get(name) ?? "";
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value))
    throw new Error(
      `${file}, line ${shape.line}: ${name} of a ${shape.name} must be a number; got "${text}".`,
    );
  return value;
}
