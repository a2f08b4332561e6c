/** Small projects for the tests: images drawn from noise, their labels, and a clock that never stands still. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generator, keyFrom, split, type Label } from "@querent/core";
import { createProject, type NewProjectSettings, type Project } from "@querent/store";
import { afterEach } from "vitest";
import { addClasses } from "../src/add-classes.ts";
import { indexImages } from "../src/index-images.ts";
import type { LoopContext, LoopEvent } from "../src/loop-context.ts";
import { writePng } from "./write-png.ts";

const homes: string[] = [];
const open: Project[] = [];
afterEach(() => {
  for (const project of open.splice(0)) project.close();
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

/** A folder that is gone after the test. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "querent-loop-"));
  homes.push(home);
  return home;
}

/** Closes the project after the test. */
export function closedLater(project: Project): Project {
  open.push(project);
  return project;
}

let clock = 1_700_000_000_000;

/** A context that keeps what it is told. */
export function contextOf(home: string, over: Partial<LoopContext> = {}) {
  const told: LoopEvent[] = [];
  const notes = (): string[] => told.flatMap((event) => (event.kind === "note" ? [event.text] : []));
  const now = (): number => (clock += 1000);
  const tell = (event: LoopEvent): void => void told.push(event);
  return { who: "ann", now, tell, cacheDir: join(home, "cache"), told, notes, ...over };
}

export const classNames = ["dark", "grey", "light"];

/** An image of noise about one of three brightnesses, and its class. */
export function drawShade(file: string, id: string, shade: number): void {
  const draw = generator(split(keyFrom("shades"), id));
  const pixels = Uint8Array.from({ length: 12 * 12 * 3 }, () => 40 + 30 * shade + draw.integer(110));
  writePng(file, 12, 12, pixels);
}

/** The id of each image with its label. */
export type Truth = Map<string, Label>;

/** Images `a0.png`, `a1.png`, … below `images`, a third of each class. */
export function drawShades(images: string, count: number): Truth {
  const truth: Truth = new Map();
  for (let i = 0; i < count; i += 1) {
    const shade = generator(split(keyFrom("classes"), i)).integer(3);
    drawShade(join(images, `a${i}.png`), `a${i}`, shade);
    truth.set(`a${i}.png`, { kind: "class", class: shade });
  }
  return truth;
}

/** Images of noise with a bright square, in which a figure of four joints stands, and the box or the pose of it. */
export function drawSquares(images: string, count: number, kind: "boxes" | "poses"): Truth {
  const truth: Truth = new Map();
  const side = 64;
  for (let i = 0; i < count; i += 1) {
    const draw = generator(split(keyFrom("squares"), i));
    const pixels = Uint8Array.from({ length: side * side * 3 }, () => draw.integer(90));
    const size = 14 + draw.integer(12);
    const [x, y] = [draw.integer(side - size), draw.integer(side - size)];
    for (let v = y; v < y + size; v += 1)
      for (let u = x; u < x + size; u += 1) pixels[3 * (v * side + u) + (i % 3)] = 200 + draw.integer(50);
    writePng(join(images, `a${i}.png`), side, side, pixels);
    const corners = [x, y, x + size, y + size] as const;
    const joints = [0, 1, 2, 3].map((j) => [x + (j % 2) * (size - 1), y + (j >> 1) * (size - 1), 2] as const);
    truth.set(
      `a${i}.png`,
      kind === "boxes"
        ? { kind, boxes: [{ class: i % 3, corners }] }
        : { kind, poses: [{ joints, corners: [0, 0, side, side], area: side * side }] },
    );
  }
  return truth;
}

export const skeleton = {
  joints: ["left_shoulder", "right_shoulder", "left_hip", "right_hip"], // PCK is measured in torsos
  bones: [
    [0, 2],
    [1, 3],
  ] as [number, number][],
  mirrored: [1, 0, 3, 2],
};

/** A project of images that lie in `images` below its home, indexed, with the three classes. */
export async function projectOn(home: string, settings: Partial<NewProjectSettings> = {}): Promise<Project> {
  const project = closedLater(
    createProject(join(home, "project"), {
      name: "small",
      task: "classification",
      images: join(home, "images"),
      seed: 3,
      examSize: 6,
      recipe: settings.task === undefined ? { name: "quick", epochs: 1 } : { epochs: 1 },
      ...settings,
    }),
  );
  const context = contextOf(home);
  addClasses(project, context, settings.task === "pose" ? ["figure"] : classNames);
  await indexImages(project, context);
  return project;
}

/** Answers as a person would, one event an item. */
export function answer(
  project: Project,
  context: LoopContext,
  answers: Iterable<readonly [id: string, answer: Label | { kind: "skipped" | "unsure" | "cleared" }]>,
): void {
  const { who, now } = context;
  project.appendAnswers(
    Array.from(answers, ([id, said]) => {
      const at = now();
      return {
        id: `${who} ${id} ${at}`,
        item: project.itemNamed(id)!.item,
        who,
        at,
        source: "person",
        answer: said,
      };
    }),
  );
}
