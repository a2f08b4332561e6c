/** The rule by which the label of an item follows from the last words of people. */
import type { Answer, Label } from "@querent/core";
import { canonicalJson } from "../database/canonical-json.ts";
import type { ItemState } from "../items-contract.ts";
import type { WhoRule } from "../settings-contract.ts";

/** The last word of one person on an item; `cleared` is none. */
export interface Word {
  readonly seq: number;
  readonly answer: Exclude<Answer, { kind: "cleared" }>;
}

export interface Standing {
  readonly state: ItemState;
  /** The event whose label stands; null when none does. */
  readonly seq: number | null;
  readonly people: number; // who have a standing label
  readonly disputed: boolean;
}

/**
 * The label of most people stands, of equally many the one that was given latest (by the order of the log); under
 * `latest` always the one given latest. `skipped` and `unsure` have no vote.
 */
export function standingOf(words: readonly Word[], rule: WhoRule, classOf: (c: number) => number): Standing {
  const labels = words.filter(({ answer }) => isLabel(answer));
  if (labels.length === 0) {
    const last = words.reduce(
      (a, b) => (a === undefined || b.seq > a.seq ? b : a),
      undefined as Word | undefined,
    );
    return {
      state: (last?.answer.kind ?? "unlabelled") as ItemState,
      seq: null,
      people: 0,
      disputed: false,
    };
  }
  if (labels.length === 1) return { state: "labelled", seq: labels[0].seq, people: 1, disputed: false };
  const camps = new Map<string, { count: number; seq: number }>();
  for (const { seq, answer } of labels) {
    const key = labelKey(mapClasses(answer as Label, classOf));
    const camp = camps.get(key) ?? { count: 0, seq };
    camps.set(key, { count: camp.count + 1, seq: Math.max(camp.seq, seq) });
  }
  const weight = rule === "most" ? (camp: { count: number }) => camp.count : () => 0;
  const [winner] = [...camps.values()].sort((a, b) => weight(b) - weight(a) || b.seq - a.seq);
  return { state: "labelled", seq: winner.seq, people: labels.length, disputed: camps.size > 1 };
}

export function isLabel(answer: Answer): answer is Label {
  return answer.kind === "class" || answer.kind === "boxes" || answer.kind === "poses";
}

/** The label with each class replaced by the one that stands for it now. */
export function mapClasses(label: Label, classOf: (c: number) => number): Label {
  if (label.kind === "class") return { kind: "class", class: classOf(label.class) };
  if (label.kind === "poses") return label;
  return { kind: "boxes", boxes: label.boxes.map((box) => ({ ...box, class: classOf(box.class) })) };
}

/** Equal for labels that say the same; the order of boxes and of poses says nothing. */
export function labelKey(label: Label): string {
  if (label.kind === "class") return `class ${label.class}`;
  const parts: readonly unknown[] = label.kind === "boxes" ? label.boxes : label.poses;
  return `${label.kind} ${parts.map(canonicalJson).sort().join("")}`;
}
