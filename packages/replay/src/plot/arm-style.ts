/** How an arm is drawn everywhere: colour and marker say how it picks, the dash how it trains. */
import { strategies } from "@querent/core";
import { armTitle, parseArm } from "../arm.ts";

/** The look of an arm. */
export interface ArmStyle {
  readonly title: string;
  readonly light: string; // a colour on white
  readonly dark: string; // a colour on near-black
  readonly ansi: number; // a colour of a terminal's 256
  readonly dash: string; // an SVG dash pattern, empty for a solid line
  readonly marker: Marker;
}

/** The shapes of points. */
export type Marker = "circle" | "square" | "diamond" | "triangle" | "down";

interface Colour {
  readonly light: string;
  readonly dark: string;
  readonly ansi: number;
}

const grey: Colour = { light: "#667085", dark: "#a3adbd", ansi: 245 };

/** Hues that stay apart for colour-blind eyes, after Okabe and Ito 2008, "Color universal design". */
export const colours: readonly Colour[] = [
  { light: "#8f6200", dark: "#e3b34c", ansi: 178 },
  { light: "#9c3f8d", dark: "#dc8fce", ansi: 176 },
  { light: "#c4430a", dark: "#ff9361", ansi: 209 },
  { light: "#00826a", dark: "#43c9a8", ansi: 43 },
  { light: "#0a62b5", dark: "#6fb1f7", ansi: 75 },
  { light: "#7b5130", dark: "#cda67f", ansi: 180 },
];
/** Those met most often never share a colour; the others take theirs in turn. */
const first = ["random", "least-confidence", "margin", "entropy", "core-set", "learning-loss"];
const markers: readonly Marker[] = ["down", "triangle", "square", "diamond", "circle"];

/** The style of an arm by its name, the same in every report. */
export function armStyle(name: string): ArmStyle {
  const { strategy, module } = parseArm(name);
  const others = strategies.map((one) => one.name).filter((name) => !first.includes(name));
  const place = [...first, ...others].indexOf(strategy.name) - 1;
  const usual = strategy.needs.includes("predictedLoss") ? "ranking" : undefined;
  return {
    title: armTitle(name),
    ...(place < 0 ? grey : colours[place % colours.length]),
    marker: place < 0 ? "circle" : markers[place % markers.length],
    dash: module === usual ? "" : module === "mse" ? "2 4" : "7 4",
  };
}
