/** Reads labels of another tool and finds the images of a project that they are of. */
import type { ExchangedImage, Label } from "@querent/core";
import {
  imageMatcher,
  isImageName,
  matchImages,
  readExchange,
  type ExchangeFormatName,
  type ExchangeReading,
} from "@querent/formats";
import { uprightSize } from "@querent/images";
import { canonicalJson } from "@querent/store";
import type { Item, Json, Project } from "@querent/store";
import { addClasses } from "./add-classes.ts";
import type { LoopContext } from "./loop-context.ts";
import { livingClasses } from "./project-data.ts";
import { withClasses } from "./with-classes.ts";

export interface ReadLabelsOptions {
  /** Found by what lies there unless given. */
  readonly format?: ExchangeFormatName;
  /** Whether classes that the project does not have are added; refused otherwise. Added while it has none. */
  readonly addClasses?: boolean;
}

export type Author = Pick<ExchangedImage, "who" | "at">;

/** Labels by the id of the item, with the classes of the project. */
export interface OwnLabels {
  readonly reading: ExchangeReading;
  readonly labels: ReadonlyMap<string, Label>;
  /** Who gave them and when, where the file says so. */
  readonly authors: ReadonlyMap<string, Author>;
  /** Images of the file that the project does not have. */
  readonly unmatched: readonly string[];
  readonly addedClasses: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Reads labels, with classes added where that is allowed. A class that was merged counts as the one it was merged into.
 *
 * @throws when no label is of an image of the project, or a class is not one of its classes
 */
export async function readOwnLabels(
  project: Project,
  context: LoopContext,
  path: string,
  { format, addClasses: mayAdd = livingClasses(project).length === 0 }: ReadLabelsOptions = {},
): Promise<OwnLabels> {
  const files = filesOf(project);
  const match = imageMatcher(files.keys());
  const itemOf = (name: string): ItemOfFile | undefined => files.get(match(name) ?? "");
  const reading = await readAsProject(project, context, path, itemOf, format);
  const { images, unmatched, skipped } = parted(reading, files, itemOf);
  const labelled = images.filter(([, { label }]) => label !== undefined);
  if (labelled.length === 0)
    throw new Error(
      `${path} must have a label of an image of the project; it has ${images.length + unmatched.length} images` +
        `${unmatched.length === 0 ? "" : `, ${unmatched.length} of them not in the project, such as ${quoted(unmatched.slice(0, 2))}`}. ` +
        `The project has ${quoted(firstIds(project)) || "none"}: give labels whose paths are those below its folder of images.`,
    );
  const { classes } = reading.dataset;
  const known = classNumbers(project);
  const used = new Set(labelled.flatMap(([, { label }]) => classesOf(label!)));
  const missing = classes.filter((name, place) => !known.has(name) && (mayAdd || used.has(place)));
  if (missing.length > 0 && !mayAdd)
    throw new Error(
      `${path} has labels of ${quoted(missing)}, which the project does not have; it has ` +
        `${quoted(livingClasses(project).map(({ name }) => name))}. Add them, or rename them there.`,
    );
  const addedClasses = addClasses(project, context, missing);
  const numbers = classNumbers(project);
  const { labels, authors, notes } = labelsOf(labelled, (place) => numbers.get(classes[place])!);
  return {
    reading,
    labels,
    authors,
    unmatched,
    addedClasses,
    notes: [...reading.notes, ...skipped, ...notes],
  };
}

type OfItem = readonly [id: string, image: ExchangedImage];

/** What was read, by whether the project has it. */
function parted(
  { dataset, skipped }: ExchangeReading,
  files: ReadonlyMap<string, ItemOfFile>,
  itemOf: (name: string) => ItemOfFile | undefined,
): { images: OfItem[]; unmatched: string[]; skipped: string[] } {
  const matches = matchImages(
    dataset.images.map((image) => image.path),
    files.keys(),
  );
  const images: OfItem[] = [];
  const unmatched: string[] = [];
  for (const image of dataset.images) {
    const name = matches.get(image.path);
    if (name === undefined) unmatched.push(image.path);
    else images.push([files.get(name)!.id, image]);
  }
  const told: string[] = [];
  for (const { file, reason } of skipped) {
    if (isImageName(file) && itemOf(file) === undefined) unmatched.push(file);
    else told.push(`${file}: ${reason}`);
  }
  return { images, unmatched, skipped: told };
}

type ItemOfFile = Pick<Item, "id" | "width" | "height">;

/** Every name of every item: its id, and all paths it is found at. */
function filesOf(project: Project): Map<string, ItemOfFile> {
  const items = new Map<number, ItemOfFile>();
  const files = new Map<string, ItemOfFile>();
  for (const { item, id, width, height } of project.items()) {
    items.set(item, { id, width, height });
    files.set(id, { id, width, height });
  }
  for (const { path, item } of project.files()) files.set(path, items.get(item)!); // a path is worth more than an id
  return files;
}

function readAsProject(
  project: Project,
  { abort }: LoopContext,
  path: string,
  itemOf: (name: string) => ItemOfFile | undefined,
  format: ExchangeFormatName | undefined,
): Promise<ExchangeReading> {
  const { task, skeleton } = project.settings();
  return readExchange(path, {
    format,
    task,
    measure: uprightSize,
    sizeOf(name) {
      const item = itemOf(name);
      return item?.width === undefined ? undefined : { width: item.width, height: item.height! };
    },
    ...(skeleton !== undefined && {
      skeleton: { ...skeleton, mirrored: Int32Array.from(skeleton.mirrored) },
    }),
    abort,
  });
}

function classesOf(label: Label): number[] {
  if (label.kind === "class") return [label.class];
  return label.kind === "boxes" ? label.boxes.map((box) => box.class) : [];
}

/** The living class that each name stands for. */
function classNumbers(project: Project): Map<string, number> {
  const all = project.classes();
  const merged = all.filter(({ mergedInto }) => mergedInto !== undefined);
  return new Map([
    ...merged.map((one) => [one.name, one.mergedInto!] as const),
    ...livingClasses(project).map((one) => [one.name, one.class] as const),
  ]);
}

/** One label an item; where the same image comes under two names with two labels, the first one and a note. */
function labelsOf(
  images: readonly OfItem[],
  numberOf: (place: number) => number,
): Pick<OwnLabels, "labels" | "authors" | "notes"> {
  const labels = new Map<string, Label>();
  const authors = new Map<string, Author>();
  const notes: string[] = [];
  for (const [id, { path, label, who, at }] of images) {
    const own = withClasses(label!, numberOf);
    const before = labels.get(id);
    if (before === undefined) {
      labels.set(id, own);
      authors.set(id, { who, at });
    } else if (canonicalJson(before as Json) !== canonicalJson(own as Json))
      notes.push(`${path} is the same image as ${id} and has another label there: the first one is taken.`);
  }
  return { labels, authors, notes };
}

function firstIds(project: Project): string[] {
  return Array.from(project.items({ limit: 2 }), ({ id }) => id);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
