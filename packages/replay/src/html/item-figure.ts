/** A small picture of an item with what was annotated in it. */
import type { PixelSet } from "@querent/core";
import { at, escapeText } from "../plot/markup.ts";
import type { ItemPicture } from "../tasks/item-picture.ts";
import { pngAddress } from "./encode-png.ts";
import { shrink } from "./shrink.ts";

/**
 * The image no longer than `side` pixels with its boxes, joints and bones over it, and the caption under it.
 *
 * @param told what it says when the pointer rests on it
 */
export function itemFigure(
  images: PixelSet,
  i: number,
  { caption, boxes, points, lines }: ItemPicture,
  told: string,
  side: number,
): string {
  const { height, width } = images;
  const image = `<img src="${pngAddress(shrink(images, i, side))}" alt="${escapeText(caption)}" title="${escapeText(told)}" width="44" height="44">`;
  const label = `<span>${escapeText(caption)}</span>`;
  if (boxes.length + points.length + lines.length === 0) return `<li>${image}${label}</li>`;
  const radius = Math.max(height, width) / 40;
  const marks = [
    ...boxes.map(
      ({ corners: [x1, y1, x2, y2], dashed }) =>
        `<rect x="${at(x1)}" y="${at(y1)}" width="${at(x2 - x1)}" height="${at(y2 - y1)}"${dashed ? ' class="dashed"' : ""}/>`,
    ),
    ...lines.map(([x1, y1, x2, y2]) => `<path d="M${at(x1)} ${at(y1)}L${at(x2)} ${at(y2)}"/>`),
    ...points.map(([x, y]) => `<circle cx="${at(x)}" cy="${at(y)}" r="${at(radius)}"/>`),
  ];
  return (
    `<li><div class="marked">${image}` +
    `<svg viewBox="0 0 ${width} ${height}" aria-hidden="true">${marks.join("")}</svg></div>${label}</li>`
  );
}
