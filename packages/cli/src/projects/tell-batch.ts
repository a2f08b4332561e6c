/** Says what is to be labelled next. */
import type { ChosenBatch } from "@querent/loop";
import type { Output } from "../terminal/output.ts";
import { alignColumns } from "./align-columns.ts";

const SHOWN = 20; // images

const inWords = {
  initial: "drawn at random to begin with",
  pick: "picked",
  random: "drawn at random",
  exam: "for the exam set",
} as const;

/** @param out the file that the batch was written to; without it the first images are shown */
export function tellBatch(
  output: Output,
  { round, strategy, items, again }: ChosenBatch,
  out?: string,
): void {
  if (again)
    output.say(`Round ${round} is not all answered: these are left of it. A new batch comes when they are.`);
  if (out === undefined) {
    output.say(
      alignColumns(
        ["image", "role", "why"],
        items.slice(0, SHOWN).map(({ id, role, why }) => [id, role, String(why ?? "")]),
        [0, 1, 2],
      ),
    );
    if (items.length > SHOWN) output.say(`and ${items.length - SHOWN} more; --out FILE has them all`);
  }
  const roles = (["initial", "pick", "random", "exam"] as const).flatMap((role) => {
    const count = items.filter((item) => item.role === role).length;
    return count === 0 ? [] : [`${count} ${inWords[role]}`];
  });
  output.say(
    `Round ${round}, ${strategy}: ${items.length} images to label (${roles.join(", ")})` +
      (out === undefined ? "." : `: ${out}`),
  );
}
