/** What people said, as it was said: label events, class events, and the labels that follow from them. */
import type { Answer, Label } from "@querent/core";
import type { ItemState } from "./items-contract.ts";
import type { Json } from "./json.ts";

export type AnswerSource = "person" | "file" | "oracle";

/** An answer to keep. `id` is given by the caller: sent again it is acknowledged again and not stored twice. */
export interface AnswerEvent {
  readonly id: string;
  readonly item: number;
  readonly who: string;
  readonly at: number; // milliseconds since 1970, UTC
  /** How long it took, in milliseconds. */
  readonly took?: number;
  readonly source: AnswerSource;
  /** What was shown as a suggestion. */
  readonly suggestion?: Json;
  readonly answer: Answer;
}

export interface StoredAnswer extends AnswerEvent {
  readonly seq: number;
}

/** A change of the list of classes; `added` is given its number (from 0, never used again) by the store. */
export type ClassChange =
  | { readonly kind: "added"; readonly name: string }
  | { readonly kind: "renamed"; readonly class: number; readonly name: string }
  | { readonly kind: "merged"; readonly class: number; readonly into: number };

/** As `AnswerEvent`: `id` makes sending twice harmless. */
export interface ClassEvent {
  readonly id: string;
  readonly who: string;
  readonly at: number;
  readonly change: ClassChange;
}

export interface ProjectClass {
  readonly class: number;
  readonly name: string;
  /** The living class that it was merged into, through all mergers; undefined while it lives itself. */
  readonly mergedInto?: number;
}

/** The label that stands for an item. */
export interface CurrentLabel {
  readonly item: number;
  readonly id: string;
  /** As it was said, with merged classes replaced by the class they were merged into. */
  readonly label: Label;
  readonly who: string; // who said it, the latest of them who agree
  readonly at: number;
  readonly source: AnswerSource;
  readonly seq: number; // of that event
  readonly people: number; // who have a standing label of the item, this one or another
  readonly disputed: boolean;
}

export interface LabelQuery {
  /** Only items that an event after this one is about. */
  readonly since?: number;
  /** The labels as they stood after this event, with today's classes. */
  readonly until?: number;
  /** Only these items. */
  readonly items?: readonly number[];
}

export interface Dispute {
  readonly item: number;
  readonly id: string;
  /** The standing label of each person, the oldest first, classes mapped as in `CurrentLabel`. */
  readonly voices: readonly {
    readonly who: string;
    readonly at: number;
    readonly seq: number;
    readonly label: Label;
  }[];
}

export interface ProjectCounts {
  readonly items: number;
  readonly missing: number;
  readonly problems: number;
  readonly states: Readonly<Record<ItemState, number>>;
  readonly disputed: number;
  /** The living classes in the order of their numbers; of poses `objects` counts poses, all under the first class. */
  readonly classes: readonly {
    readonly class: number;
    readonly name: string;
    readonly items: number; // labelled items that show it
    readonly objects: number; // boxes, poses, or items of a classification
  }[];
  readonly events: number; // answers ever given
}
