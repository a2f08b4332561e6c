/** Says what was found in the folder of images. */
import { basename } from "node:path";
import { nameSequences, type ImagesFound } from "@querent/loop";
import type { Project } from "@querent/store";
import type { Output } from "../terminal/output.ts";

const TOLD = 5; // names of a list

export function tellImages(output: Output, found: ImagesFound): void {
  output.say(
    `${found.files} images, ${found.added} of them new` +
      (found.passedOver > 0 ? `; ${found.passedOver} files are no images by their names.` : "."),
  );
  tellList(output, "The same image under two names is one item", found.duplicates);
  tellList(output, "Found again elsewhere", found.moved);
  tellList(output, "Another image under an old name", found.changed);
  tellList(output, "Missing; labels are kept", found.missing);
  tellList(output, "Cannot be used", found.problems);
  output.emit({ event: "images", ...found });
}

/** Says that names look like frames of videos, which should not be parted. */
export function tellSequences(output: Output, project: Project): void {
  const { images, sequences } = nameSequences(project);
  if (images === 0) return;
  output.say(
    `${images} images look like frames of ${sequences} sequence${sequences === 1 ? "" : "s"} by their names: ` +
      `querent group ${basename(project.folder)} joins them.`,
  );
}

/** The first names of a list below what it is a list of; nothing when it is empty. */
export function tellList(output: Output, what: string, names: readonly string[]): void {
  if (names.length === 0) return;
  output.say(`${what} (${names.length}):`);
  for (const name of names.slice(0, TOLD)) output.say(`  ${name}`);
  if (names.length > TOLD) output.say(`  and ${names.length - TOLD} more`);
}
