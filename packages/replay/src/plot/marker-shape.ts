/** The outline of a point's marker. */
import type { Marker } from "./arm-style.ts";
import { at } from "./markup.ts";

/** An SVG path of about 8 pixels across, centred on (x, y). */
export function markerShape(marker: Marker, x: number, y: number): string {
  const polygon = (...corners: [number, number][]): string =>
    `M${corners.map(([dx, dy]) => `${at(x + dx)} ${at(y + dy)}`).join("L")}Z`;
  switch (marker) {
    case "circle":
      return `M${at(x - 4)} ${at(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z`;
    case "square":
      return polygon([-3.6, -3.6], [3.6, -3.6], [3.6, 3.6], [-3.6, 3.6]);
    case "diamond":
      return polygon([0, -5.2], [5.2, 0], [0, 5.2], [-5.2, 0]);
    case "triangle":
      return polygon([0, -5], [4.7, 3.4], [-4.7, 3.4]);
    case "down":
      return polygon([0, 5], [4.7, -3.4], [-4.7, -3.4]);
  }
}
