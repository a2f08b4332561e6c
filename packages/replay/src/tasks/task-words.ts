/** What a report calls things on each task. */
import type { Task } from "@querent/core";

/** The words of a task, in the places where reports need them. */
export interface TaskWords {
  readonly metric: string; // in the middle of a sentence: "accuracy", "mAP@0.5"
  readonly articled: string; // before a value, "" where a value alone is understood
  readonly told: string; // what it is measured on `test` images, up to "on 400 test images that are …"
  readonly labels: string; // what a budget counts
  readonly annotations: string; // what a person gives, in the plural
  readonly learner: string; // what is trained
  readonly parts: PartWords;
  readonly figures: readonly FigureWords[];
  readonly confidence: string; // the heading of figures and parts
}

/** What is told of each class or joint by itself. */
export interface PartWords {
  readonly one: string; // "class"
  readonly figure: string; // "recall"
  readonly summary: string; // of what opens the table
  readonly caption: string; // of the table
}

/** A further figure, under the name it has in `Tested.figures`; the first is drawn. */
export interface FigureWords {
  readonly name: string;
  readonly title: string; // begins a sentence
  readonly told: string; // a sentence
}

const words: Readonly<Record<Task, TaskWords>> = {
  classification: {
    metric: "accuracy",
    articled: "",
    told: "Accuracy",
    labels: "labels",
    annotations: "labels",
    learner: "classifier",
    parts: {
      one: "class",
      figure: "recall",
      summary: "Recall of each class with all labels",
      caption: "Share of each class\u2019s test images that are recognised",
    },
    figures: [
      {
        name: "calibration",
        title: "Expected calibration error",
        told: "The gap between how sure the models are and how often they are right: lower is better.",
      },
    ],
    confidence: "Confidence and classes",
  },
  detection: {
    metric: "mAP@0.5",
    articled: "an mAP@0.5 of ",
    told: "Mean average precision of the classes at an overlap of 0.5 (Pascal VOC, every recall)",
    labels: "labelled images",
    annotations: "boxes",
    learner: "detector",
    parts: {
      one: "class",
      figure: "AP@0.5",
      summary: "Average precision of each class with all labels",
      caption: "Average precision of each class at an overlap of 0.5",
    },
    figures: [
      {
        name: "cocoAp",
        title: "COCO AP",
        told: "Average precision as COCO has it, the mean over overlaps from 0.5 to 0.95: it asks for boxes that fit closely.",
      },
      { name: "ap75", title: "AP@0.75", told: "COCO\u2019s average precision at an overlap of 0.75." },
    ],
    confidence: "Tight boxes, and classes",
  },
  pose: {
    metric: "PCK@0.2",
    articled: "a PCK@0.2 of ",
    told: "The share of joints found within 0.2 of the torso\u2019s length (PCK@0.2, without mirroring the test images)",
    labels: "labelled images",
    annotations: "joints",
    learner: "pose network",
    parts: {
      one: "joint",
      figure: "PCK@0.2",
      summary: "PCK@0.2 of each joint with all labels",
      caption: "Share of test images in which each joint is found within 0.2 of the torso\u2019s length",
    },
    figures: [
      {
        name: "pck01",
        title: "PCK@0.1",
        told: "The share of joints found within 0.1 of the torso\u2019s length: half as far off.",
      },
      {
        name: "auc",
        title: "AUC of PCK",
        told: "The area under the curve of PCK over thresholds from 0 to 0.2.",
      },
    ],
    confidence: "Close joints, and each joint",
  },
};

/** The words of a task. */
export function wordsOf(task: Task): TaskWords {
  return words[task];
}
