/** Says where a project stands. */
import type { ExamFigure, Task } from "@querent/core";
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
  output.say(`${status.name}, ${status.task}`);
  output.say(countsInWords(status.counts));
  const { classes } = status.counts;
  if (classes.length > 0)
    output.say(
      `\n${alignColumns(
        ["class", "images", "labels"],
        classes.map(({ name, items, objects }) => [name, String(items), String(objects)]),
      )}`,
    );
  if (status.rounds.length > 0)
    output.say(
      `\n${alignColumns(
        ["round", "strategy", "asked", "answered"],
        status.rounds.map((one) => [
          String(one.number),
          one.strategy,
          String(one.asked),
          String(one.answered),
        ]),
      )}`,
    );
  tellExam(output, status);
  output.say("\nStopping, as advice:");
  output.say(
    alignColumns(
      ["rule", "says", "because"],
      status.advice.map(({ rule, stop, reason }) => [rule, verdicts.get(stop)!, reason]),
      [0, 1, 2],
    ),
  );
  output.emit({ event: "status", ...plainStatus(status) });
}

function countsInWords({ items, states, missing, problems, disputed }: ProjectStatus["counts"]): string {
  const { labelled, skipped, unsure, unlabelled } = states;
  return (
    `${items} images: ${labelled} labelled, ${unlabelled} not` +
    (skipped + unsure > 0 ? `, ${skipped} skipped, ${unsure} unsure` : "") +
    (missing > 0 ? `; ${missing} missing (querent index looks for them)` : "") +
    (problems > 0 ? `; ${problems} cannot be used` : "") +
    (disputed > 0 ? `; people differ on ${disputed}` : "") +
    "."
  );
}

function tellExam(output: Output, { task, exam, curve, more }: ProjectStatus): void {
  output.say(
    `\nExam set: ${exam.items} images, ${exam.labelled} labelled.` +
      (exam.items === 0 ? " It is drawn with the first batch." : ""),
  );
  const { metric } = wordsOf(task as Task);
  if (curve.length > 0)
    output.say(
      alignColumns(
        ["labels", metric, "95 % interval"],
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
