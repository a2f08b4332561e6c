/** Takes labels from elsewhere into a project, as events. */
import { createHash } from "node:crypto";
import type { Label } from "@querent/core";
import { matchImages, readExchange, type ExchangeFormatName, type ExchangeReading } from "@querent/formats";
import { canonicalJson } from "@querent/store";
import type { AnswerEvent, AnswerSource, Json, Project } from "@querent/store";
import type { LoopContext } from "./loop-context.ts";
import { livingClasses } from "./project-data.ts";

export interface ImportOptions {
  /** Found by what lies there unless given. */
  readonly format?: ExchangeFormatName;
  /** Whether classes that the project does not have are added; refused otherwise. Added while it has none. */
  readonly addClasses?: boolean;
  readonly source?: AnswerSource;
}

/** What came of it. */
export interface ImportedLabels {
  readonly format: ExchangeFormatName;
  readonly imported: number; // labels that were not there before
  readonly known: number; // labels that the same import had brought before
  readonly unlabelled: number; // images of the file without a label
  readonly addedClasses: readonly string[];
  /** Images of the file that the project does not have. */
  readonly unmatched: readonly string[];
  readonly notes: readonly string[];
}

/** Labels by the id of the item, with the classes of the project. */
export interface FoundLabelsOfProject {
  readonly reading: ExchangeReading;
  readonly labels: ReadonlyMap<string, Label>;
  readonly unmatched: readonly string[];
  readonly missingClasses: readonly string[];
}

const TOGETHER = 1000; // events kept in one transaction

/**
 * Reads labels from a file or folder and keeps each as an event of the one who imports. Importing the same again keeps
 * nothing twice; an image whose label differs from the one imported before gets the new one.
 *
 * @throws when nothing matches an image of the project, or a class is not one of its classes
 */
export async function importLabels(
  project: Project,
  context: LoopContext,
  path: string,
  { format, addClasses = livingClasses(project).length === 0, source = "file" }: ImportOptions = {},
): Promise<ImportedLabels> {
  const first = await readLabels(project, context, path, format);
  if (first.missingClasses.length > 0 && !addClasses)
    throw new Error(
      `${path} has labels of ${quoted(first.missingClasses)}, which the project does not have; it has ` +
        `${quoted(livingClasses(project).map(({ name }) => name))}. Give --add-classes, or rename them.`,
    );
  const at = context.now();
  if (first.missingClasses.length > 0)
    project.changeClasses(
      first.missingClasses.map((name) => ({
        id: eventId("class", name, project.lastSeq()),
        who: context.who,
        at,
        change: { kind: "added", name },
      })),
    );
  const { reading, labels, unmatched } =
    first.missingClasses.length > 0 ? await readLabels(project, context, path, format) : first;
  if (labels.size === 0)
    throw new Error(
      `No label of ${path} is of an image of the project: it has ${reading.dataset.images.length} images, ` +
        `such as ${quoted(unmatched.slice(0, 2)) || "none"}; the project has ${quoted(firstIds(project))}. Give the folder that the paths are below.`,
    );
  const before = project.lastSeq();
  let kept = 0;
  let events: AnswerEvent[] = [];
  const keep = (): void => {
    project.appendAnswers(events);
    kept += events.length;
    context.tell?.({
      kind: "progress",
      job: "import",
      share: kept / labels.size,
      text: `keeping labels, ${kept} of ${labels.size}`,
    });
    events = [];
  };
  const standing = new Map(Array.from(project.labels(), (label) => [label.id, label]));
  for (const [id, answer] of labels) {
    context.abort?.throwIfAborted();
    const stands = standing.get(id);
    if (stands?.who === context.who && canonicalJson(stands.label as Json) === canonicalJson(answer as Json))
      continue;
    events.push({
      id: eventId("import", context.who, id, answer, stands?.seq ?? null),
      item: project.itemNamed(id)!.item,
      who: context.who,
      at,
      source,
      answer,
    });
    if (events.length === TOGETHER) keep();
  }
  if (events.length > 0) keep();
  const imported = project.lastSeq() - before;
  return {
    format: reading.format,
    imported,
    known: labels.size - imported,
    unlabelled: reading.dataset.images.filter(({ label }) => label === undefined).length,
    addedClasses: first.missingClasses,
    unmatched,
    notes: [...reading.notes, ...reading.skipped.map(({ file, reason }) => `${file}: ${reason}`)],
  };
}

/** Reads labels and finds the items they are of; nothing is kept. */
export async function readLabels(
  project: Project,
  { abort }: LoopContext,
  path: string,
  format?: ExchangeFormatName,
): Promise<FoundLabelsOfProject> {
  const { task, skeleton } = project.settings();
  const items = new Map<string, { readonly id: string; readonly width?: number; readonly height?: number }>();
  for (const item of project.items())
    for (const name of new Set([item.id, item.path])) if (name !== undefined) items.set(name, item);
  const reading = await readExchange(path, {
    format,
    task,
    sizeOf(name) {
      const item = items.get(name);
      return item?.width === undefined ? undefined : { width: item.width, height: item.height! };
    },
    ...(skeleton !== undefined && {
      skeleton: { ...skeleton, mirrored: Int32Array.from(skeleton.mirrored) },
    }),
    abort,
  });
  const { images, classes } = reading.dataset;
  const numbers = new Map(livingClasses(project).map((one) => [one.name, one.class]));
  const missingClasses = classes.filter((name) => !numbers.has(name));
  const matches = matchImages(
    images.map((image) => image.path),
    items.keys(),
  );
  const labels = new Map<string, Label>();
  const unmatched: string[] = [];
  for (const { path: named, label } of images) {
    const found = matches.get(named);
    if (found === undefined) unmatched.push(named);
    else if (label !== undefined)
      labels.set(
        items.get(found)!.id,
        withClasses(label, (place) => numbers.get(classes[place]) ?? -1),
      );
  }
  return { reading, labels, unmatched, missingClasses };
}

/** The label with other numbers for its classes. */
export function withClasses(label: Label, numberOf: (place: number) => number): Label {
  if (label.kind === "class") return { kind: "class", class: numberOf(label.class) };
  if (label.kind === "poses") return label;
  return { kind: "boxes", boxes: label.boxes.map((box) => ({ ...box, class: numberOf(box.class) })) };
}

/** Names an event by what it says, so that saying it again is known. */
export function eventId(...parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

function firstIds(project: Project): string[] {
  return Array.from(project.items({ limit: 2 }), ({ id }) => id);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
