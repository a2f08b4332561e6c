/** Small subjects of boxes and of poses for the tests. */
import type { ReplayPlan, ReplaySettings } from "../src/plan.ts";
import { planReplay } from "../src/plan.ts";
import { detectionSubject } from "../src/tasks/detection.ts";
import { poseSubject } from "../src/tasks/pose.ts";
import type { ReplaySubject } from "../src/tasks/replay-subject.ts";
import { blobImages, dotFigures, dotSkeleton } from "./blob-images.ts";
import { cellDetector } from "./cell-detector.ts";
import { cellPoses } from "./cell-poses.ts";
import { stripesSettings } from "./stripes-plan.ts";

const common = {
  network: "cells",
  recipe: "test",
  height: 18,
  width: 18,
  channels: 1,
  normalisation: { mean: [0], std: [1] },
  provider: "cpu",
  threads: 1,
} as const;

export function blobsSubject(): ReplaySubject {
  return detectionSubject(blobImages(), cellDetector({ ...common, classes: 2 }));
}

export function dotsSubject(): ReplaySubject {
  return poseSubject(dotFigures(), cellPoses({ ...common, skeleton: dotSkeleton }));
}

export function taskPlan(subject: ReplaySubject, over: Partial<ReplaySettings> = {}): ReplayPlan {
  const settings = stripesSettings({
    task: subject.task,
    network: "cells",
    pool: 50,
    initial: 8,
    batch: 6,
    ...over,
  });
  return planReplay(settings, subject.data);
}
