/** Takes labels from elsewhere into a project, as events. */
import type { Label } from "@querent/core";
import type { ExchangeFormatName } from "@querent/formats";
import { canonicalJson } from "@querent/store";
import type { AnswerEvent, AnswerSource, Json, Project } from "@querent/store";
import { eventId } from "./event-id.ts";
import type { LoopContext } from "./loop-context.ts";
import { readOwnLabels, type OwnLabels, type ReadLabelsOptions } from "./read-labels.ts";
import { withClasses } from "./with-classes.ts";

export interface ImportOptions extends ReadLabelsOptions {
  readonly source?: AnswerSource;
}

/** What came of it. */
export interface ImportedLabels {
  readonly format: ExchangeFormatName;
  readonly imported: number; // labels that were not there before
  readonly known: number; // labels that the same person had given before
  readonly unlabelled: number; // images of the file without a label
  readonly addedClasses: readonly string[];
  /** Images of the file that the project does not have. */
  readonly unmatched: readonly string[];
  readonly notes: readonly string[];
}

const TOGETHER = 1000; // labels kept in one transaction

/**
 * Reads labels from a file or folder and keeps each as an event of who gave it and when, where the file says so, else of
 * the one who imports, now. Importing the same again keeps nothing twice; an image whose label differs from the one that
 * this person gave last gets the new one.
 *
 * @throws when nothing matches an image of the project, or a class is not one of its classes
 */
export async function importLabels(
  project: Project,
  context: LoopContext,
  path: string,
  { source = "file", ...options }: ImportOptions = {},
): Promise<ImportedLabels> {
  const { reading, labels, authors, unmatched, addedClasses, notes } = await readOwnLabels(
    project,
    context,
    path,
    options,
  );
  const all = [...labels];
  let imported = 0;
  for (let from = 0; from < all.length; from += TOGETHER) {
    context.abort?.throwIfAborted();
    const slice = all.slice(from, from + TOGETHER);
    imported += keepNew(project, context, source, slice, authors);
    const done = from + slice.length;
    context.tell?.({
      kind: "progress",
      job: "import",
      share: done / all.length,
      text: `keeping labels, ${done} of ${all.length}`,
    });
  }
  return {
    format: reading.format,
    imported,
    known: all.length - imported,
    unlabelled: reading.dataset.images.filter(({ label }) => label === undefined).length,
    addedClasses,
    unmatched,
    notes,
  };
}

/** Keeps the labels that this person has not given last. @returns how many */
function keepNew(
  project: Project,
  context: LoopContext,
  source: AnswerSource,
  labels: readonly (readonly [id: string, label: Label])[],
  authors: OwnLabels["authors"],
): number {
  const living = livingNumbers(project);
  return project.transaction(() => {
    const now = context.now();
    const events = labels.flatMap(([id, answer]): AnswerEvent[] => {
      const { item } = project.itemNamed(id)!;
      const { who = context.who, at = now } = authors.get(id) ?? {};
      const own = project.history(item).findLast((event) => event.who === who);
      const said = own === undefined ? undefined : withClasses(own.answer as Label, living);
      if (said !== undefined && canonicalJson(said) === canonicalJson(answer)) return [];
      return [
        { id: eventId("import", who, id, answer as Json, own?.seq ?? null), item, who, at, source, answer },
      ];
    });
    project.appendAnswers(events);
    return events.length;
  });
}

/** The class that each class is now. */
function livingNumbers(project: Project): (number: number) => number {
  const merged = new Map(project.classes().map((one) => [one.class, one.mergedInto ?? one.class]));
  return (number) => merged.get(number)!;
}
