/** Puts answers at the end of the log, and takes them into what stands. */
import type { Answer } from "@querent/core";
import { canonicalJson } from "../database/canonical-json.ts";
import type { AnswerEvent } from "../events-contract.ts";
import type { Ground } from "../ground.ts";
import { readSettings } from "../settings.ts";
import { refused } from "../store-error.ts";
import { checkAnswer } from "./check-answer.ts";
import { readClasses } from "./class-list.ts";
import { insertEvent } from "./event-row.ts";
import { standingKeeper } from "./keep-standing.ts";

interface ImageRow {
  readonly id: string;
  readonly width: number | null;
  readonly height: number | null;
}

/** As `Project.appendAnswers`. */
export function appendAnswers(ground: Ground, events: readonly AnswerEvent[]): number[] {
  const { db } = ground;
  return ground.write(() => {
    const settings = readSettings(ground);
    const classes = readClasses(db);
    const living = new Set<number>();
    const checkClass = (number: number): void => {
      if (living.has(number)) return;
      classes.checkLiving(number);
      living.add(number);
    };
    const joints = settings.skeleton?.joints.length ?? 0;
    const keeper = standingKeeper(db, settings.whoRule, classes.classOf);
    const seqs = events.map((event) => {
      const { item, who, at, answer, source } = event;
      const image = db.get<ImageRow>("SELECT id, width, height FROM items WHERE item = ?", item);
      if (image === undefined)
        throw refused(
          `Event "${event.id}" must be about an item of the project; there is no item ${String(item)}.`,
        );
      if (source !== "person" && source !== "file" && source !== "oracle")
        throw refused(`Event "${event.id}" must come from a person, file or oracle; got ${String(source)}.`);
      const check = (): void => checkAnswer(answer, { task: settings.task, joints, checkClass, image });
      const content = textOf(answer, check);
      const { seq, isNew } = insertEvent(db, {
        id: event.id,
        kind: "answer",
        item,
        who,
        at,
        source,
        content,
        took: event.took ?? null,
        suggestion: event.suggestion === undefined ? null : canonicalJson(event.suggestion),
      });
      if (isNew) {
        check();
        keeper.take({ seq, item, who, at, content, answer });
      }
      return seq;
    });
    keeper.flush();
    return seqs;
  });
}

/** What cannot be written as JSON is no answer either, and `check` says so better. */
function textOf(answer: Answer, check: () => void): string {
  if (typeof answer !== "object" || answer === null)
    throw refused(`An answer must be an object with a kind; got ${String(answer)}.`);
  try {
    return canonicalJson(answer);
  } catch (error) {
    check();
    throw refused(`An answer must be plain JSON: ${(error as Error).message}.`);
  }
}
