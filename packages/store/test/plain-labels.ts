/** The stated rule of current labels, written down as plainly and slowly as can be, to hold the store against. */
import type { Answer, Label } from "@querent/core";

export type Said =
  | { readonly seq: number; readonly item: number; readonly who: string; readonly answer: Answer }
  | { readonly seq: number; readonly merge: readonly [from: number, into: number] };

export interface PlainState {
  readonly state: string;
  readonly seq: number | undefined;
  readonly label: string | undefined;
  readonly people: number;
  readonly disputed: boolean;
  readonly skips: number;
}

/** What stands for an item after everything that was said. */
export function plainState(said: readonly Said[], item: number, rule: "most" | "latest"): PlainState {
  const merges = said.flatMap((event) => ("merge" in event ? [event.merge] : []));
  const heir = (number: number): number =>
    merges.reduce((at, [from, into]) => (at === from ? into : at), number);
  const answers = said.filter((event) => "item" in event && event.item === item) as Extract<
    Said,
    { item: number }
  >[];
  const people = [...new Set(answers.map((event) => event.who))];
  const standing = people
    .map((who) => answers.findLast((event) => event.who === who)!)
    .filter((event) => event.answer.kind !== "cleared");
  const labels = standing.filter((event) => !["skipped", "unsure"].includes(event.answer.kind));
  const texts = labels.map((event) => plainText(event.answer as Label, heir));
  const votes = (text: string): number => texts.filter((other) => other === text).length;
  const latest = (events: typeof standing) => events.toSorted((a, b) => b.seq - a.seq)[0];
  const most = Math.max(...texts.map(votes));
  const winner = latest(rule === "latest" ? labels : labels.filter((_, i) => votes(texts[i]) === most));
  return {
    state: winner === undefined ? (latest(standing)?.answer.kind ?? "unlabelled") : "labelled",
    seq: winner?.seq,
    label: winner === undefined ? undefined : texts[labels.indexOf(winner)],
    people: labels.length,
    disputed: new Set(texts).size > 1,
    skips: answers.filter((event) => ["skipped", "unsure"].includes(event.answer.kind)).length,
  };
}

/** A label as text, without the order of its boxes. */
export function plainText(label: Label, heir: (number: number) => number = (number) => number): string {
  if (label.kind === "class") return `class ${heir(label.class)}`;
  if (label.kind === "poses")
    return label.poses
      .map((pose) => JSON.stringify(pose))
      .toSorted()
      .join(" ");
  return label.boxes
    .map((box) => `${heir(box.class)} at ${box.corners.join(" ")}`)
    .toSorted()
    .join(", ");
}
