/** Says where a project stands. */
import type { ExamFigure } from "@querent/core";
import type { ProjectStatus } from "@querent/loop";
import { wordsOf } from "@querent/replay";
import type { Output } from "../terminal/output.ts";
import { alignColumns } from "./align-columns.ts";

const verdicts = new Map([
  [true, "stop"],
  [false, "go on"],
  [undefined, "cannot say"],
]);

export function tellStatus(output: Output, status: ProjectStatus): void {
  const { counts, exam, rounds, curve, advice, more } = status;
  const { labelled, skipped, unsure, unlabelled } = counts.states;
  const words = wordsOf(status.task as "classification" | "detection" | "pose");
  output.say(`${status.name}, ${status.task}`);
  output.say(
    `${counts.items} images: ${labelled} labelled, ${unlabelled} not` +
      (skipped + unsure > 0 ? `, ${skipped} skipped, ${unsure} unsure` : "") +
      (counts.missing > 0 ? `; ${counts.missing} missing (querent index looks for them)` : "") +
      (counts.problems > 0 ? `; ${counts.problems} cannot be used` : "") +
      (counts.disputed > 0 ? `; people differ on ${counts.disputed}` : "") +
      ".",
  );
  if (counts.classes.length > 0)
    output.say(
      `\n${alignColumns(
        ["class", "images", "labels"],
        counts.classes.map(({ name, items, objects }) => [name, String(items), String(objects)]),
      )}`,
    );
  if (rounds.length > 0)
    output.say(
      `\n${alignColumns(
        ["round", "strategy", "asked", "answered"],
        rounds.map((one) => [String(one.number), one.strategy, String(one.asked), String(one.answered)]),
      )}`,
    );
  output.say(
    `\nExam set: ${exam.items} images, ${exam.labelled} labelled.` +
      (exam.items === 0 ? " It is drawn with the first batch." : ""),
  );
  if (curve.length > 0)
    output.say(
      alignColumns(
        ["labels", words.metric, "95 % interval"],
        curve.map(({ labels, figure }) => [
          String(labels),
          ...(figure === undefined ? ["-", "-"] : [percent(figure.estimate), intervalOf(figure)]),
        ]),
      ),
    );
  else output.say("No model has been tested: querent evaluate trains and tests one.");
  if (more !== undefined)
    output.say(
      `${more.more} more exam labels would narrow the interval from ± ${percent(more.halfWidth)} ` +
        `to ± ${percent(more.halfWidthAfter)}: querent next --exam ${exam.items + more.more} asks for them.`,
    );
  output.say("\nStopping, as advice:");
  output.say(
    alignColumns(
      ["rule", "says", "because"],
      advice.map(({ rule, stop, reason }) => [rule, verdicts.get(stop)!, reason]),
      [0, 1, 2],
    ),
  );
  output.emit({ event: "status", ...plainStatus(status) });
}

/** The status for a program: without the draws behind the intervals and the class of each image. */
function plainStatus({ curve, latest, ...rest }: ProjectStatus): Record<string, unknown> {
  const plain = <F extends object>(figure: F) => ({ ...figure, draws: undefined });
  return {
    ...rest,
    curve: curve.map(({ labels, figure }) => ({
      labels,
      ...(figure !== undefined && { figure: plain(figure) }),
    })),
    ...(latest !== undefined && {
      latest: {
        ...latest,
        predicted: undefined,
        figure: latest.figure === null ? null : plain(latest.figure),
      },
    }),
  };
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

export function intervalOf({ low, high }: Pick<ExamFigure, "low" | "high">): string {
  return `${percent(low)} to ${percent(high)}`;
}
