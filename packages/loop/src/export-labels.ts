/** Writes the labels of a project in a format of the field. */
import { join } from "node:path";
import type { ExchangedDataset, ExchangedImage } from "@querent/core";
import { lossesOf, writeExchange, type ExchangeFormatName, type ExchangeWriting } from "@querent/formats";
import type { Project } from "@querent/store";
import { withClasses } from "./import-labels.ts";
import { livingClasses } from "./project-data.ts";

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

/** The labels that stand, as formats write them. */
export function exchangedDataset(
  project: Project,
  { unlabelled = false, parts = false }: Omit<ExportOptions, "format"> = {},
): ExchangedDataset {
  const { task, skeleton } = project.settings();
  const classes = livingClasses(project);
  const places = new Map(classes.map((one, place) => [one.class, place]));
  const exam = new Set(project.exam().map(({ item }) => item));
  const labels = new Map(Array.from(project.labels(), (label) => [label.item, label]));
  const images: ExchangedImage[] = [];
  for (const { item, id, path = id, width, height } of project.items()) {
    const found = labels.get(item);
    if (found === undefined && !unlabelled) continue;
    if (width === undefined || height === undefined) continue; // it cannot be read, so it has no size
    images.push({
      path,
      width,
      height,
      ...(parts && { part: exam.has(item) ? ("test" as const) : ("train" as const) }),
      ...(found !== undefined && {
        label: withClasses(found.label, (number) => places.get(number)!),
        who: found.who,
        at: found.at,
      }),
    });
  }
  return {
    task,
    classes: classes.map(({ name }) => name),
    ...(skeleton !== undefined && {
      skeleton: { ...skeleton, mirrored: Int32Array.from(skeleton.mirrored) },
    }),
    images,
  };
}

/** What the format has no place for, in sentences, before anything is written. */
export function exportLosses(project: Project, options: ExportOptions): readonly string[] {
  return lossesOf(options.format, exchangedDataset(project, options));
}

/** Writes the labels, whole or not at all. @throws when there is nothing to write, or as `writeExchange` */
export function exportLabels(
  project: Project,
  out: string,
  options: ExportOptions,
): Promise<ExchangeWriting> {
  const dataset = exchangedDataset(project, options);
  if (dataset.images.length === 0)
    throw new Error("There is nothing to export: no image of the project has a label.");
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
