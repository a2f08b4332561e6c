/** Writes the labels of a project in a format of the field. */
import { join } from "node:path";
import type { ExchangedDataset, ExchangedImage } from "@querent/core";
import {
  exchangeFormats,
  lossesOf,
  writeExchange,
  type ExchangeFormatName,
  type ExchangeWriting,
} from "@querent/formats";
import type { Item, Project } from "@querent/store";
import { livingClasses } from "./project-data.ts";
import { withClasses } from "./with-classes.ts";

export interface ExportOptions {
  readonly format: ExchangeFormatName;
  /** Images that nobody has labelled too. */
  readonly unlabelled?: boolean;
  /** The exam set as the part `test`, the others as `train`; without parts otherwise. */
  readonly parts?: boolean;
  readonly copyImages?: boolean;
  readonly overwrite?: boolean;
  readonly abort?: AbortSignal;
}

/** What is exported, and a sentence on each reason for which a labelled image is not. */
export interface Exportable {
  readonly dataset: ExchangedDataset;
  readonly leftOut: readonly string[];
}

/** The labels that stand, as formats write them. */
export function exportable(project: Project, options: ExportOptions): Exportable {
  const { unlabelled = false, parts = false } = options;
  const { task, skeleton } = project.settings();
  const classes = livingClasses(project);
  const places = new Map(classes.map((one, place) => [one.class, place]));
  const exam = new Set(project.exam().map(({ item }) => item));
  const labels = new Map(Array.from(project.labels(), (label) => [label.item, label]));
  const images: ExchangedImage[] = [];
  const reasons = new Map<string, string[]>();
  const obstacle = obstacleOf(project, options);
  for (const item of project.items()) {
    const found = labels.get(item.item);
    if (found === undefined && !unlabelled) continue;
    const why = obstacle(item);
    if (why !== undefined) {
      if (found !== undefined) reasons.set(why, [...(reasons.get(why) ?? []), item.id]);
      continue;
    }
    images.push({
      path: item.path ?? item.id,
      number: item.item,
      width: item.width!,
      height: item.height!,
      ...(parts && { part: exam.has(item.item) ? ("test" as const) : ("train" as const) }),
      ...(found !== undefined && {
        label: withClasses(found.label, (number) => places.get(number)!),
        who: found.who,
        at: found.at,
      }),
    });
  }
  const dataset = {
    task,
    classes: classes.map(({ name }) => name),
    ...(skeleton !== undefined && {
      skeleton: { ...skeleton, mirrored: Int32Array.from(skeleton.mirrored) },
    }),
    images,
  };
  return { dataset, leftOut: Array.from(reasons, ([why, ids]) => leftOutInWords(why, ids)) };
}

/** A function that says why an image cannot be exported; undefined where it can. */
function obstacleOf(
  project: Project,
  { format, copyImages = false }: ExportOptions,
): (item: Item) => string | undefined {
  const copies = copyImages || exchangeFormats.find(({ name }) => name === format)!.needsImages;
  return ({ id, path, width }) => {
    if (width === undefined) return "cannot be read, so that their size is not known";
    if (path !== undefined) return undefined;
    if (copies) return "are missing, so that they cannot be copied";
    return project.itemAt(id) === undefined
      ? undefined
      : "are missing, and other images have their names now";
  };
}

function leftOutInWords(why: string, ids: readonly string[]): string {
  return `Labels left out, since their images ${why}: ${ids.length}, ${ids[0]} the first.`;
}

/** What will not be in the export, in sentences, before anything is written: what the format has no place for included. */
export function exportLosses(project: Project, options: ExportOptions): readonly string[] {
  const { dataset, leftOut } = somethingToExport(project, options);
  return [...leftOut, ...lossesOf(options.format, dataset)];
}

function somethingToExport(project: Project, options: ExportOptions): Exportable {
  const found = exportable(project, options);
  if (found.dataset.images.length > 0) return found;
  throw new Error(
    found.leftOut.length === 0
      ? "There is nothing to export: no image of the project has a label."
      : `There is nothing to export. ${found.leftOut.join(" ")}`,
  );
}

/** Writes the labels, whole or not at all. @throws when there is nothing to write, or as `writeExchange` */
export async function exportLabels(
  project: Project,
  out: string,
  options: ExportOptions,
): Promise<ExchangeWriting> {
  const { dataset } = somethingToExport(project, options);
  const { images } = project.settings();
  const { format, copyImages, overwrite, abort } = options;
  return writeExchange(dataset, out, {
    format,
    copyImages,
    overwrite,
    abort,
    imagesFrom: (path) => join(images, path),
  });
}
