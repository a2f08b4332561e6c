/** Puts annotations and results to the images they belong to. */
import type { CocoFile, CocoId, CocoResult } from "@querent/formats";

/** What a ground truth and a file of results say about the same images. */
export interface Paired<Annotation> {
  /** Images by ascending id: where scores are equal, results are taken in this order. */
  readonly truths: readonly (readonly Annotation[])[]; // (images), each in the order of the file
  readonly found: readonly (readonly CocoResult[])[]; // (images), each in the order of the file
}

/** Pairs those annotations and results that are asked for; annotations of images that are not listed are left out. */
export function byImage<Annotation extends { readonly image_id: CocoId }>(
  { images }: CocoFile,
  annotations: readonly Annotation[],
  results: readonly CocoResult[],
): Paired<Annotation> {
  const ids = images.map(({ id }) => id).sort(ascending);
  const places = new Map(ids.map((id, place) => [id, place]));
  const truths: Annotation[][] = ids.map(() => []);
  const found: CocoResult[][] = ids.map(() => []);
  for (const one of annotations) truths[places.get(one.image_id) ?? -1]?.push(one);
  for (const one of results) found[places.get(one.image_id) as number].push(one);
  return { truths, found };
}

/** Numbers before texts, each in their own order. */
export function ascending(a: CocoId, b: CocoId): number {
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
