/** The colours of a report's arms and of its plots as CSS, for light and dark. */
import { armStyle, colours } from "./arm-style.ts";

/** `--arm-i` for each arm, and `--top-i` for those that stand out among many, in a rule for light and one for dark. */
export function colourRules(strategies: readonly string[]): string {
  const set = (shade: "light" | "dark"): string =>
    [
      ...strategies.map((name, i) => `--arm-${i}:${armStyle(name)[shade]}`),
      ...colours.map((colour, i) => `--top-${i}:${colour[shade]}`),
    ].join(";");
  return (
    `:root{--paper:#ffffff;--ink:#16202e;--soft:#566274;--rule:#e3e7ed;--card:#f6f8fa;--accent:#0a62b5;${set("light")}}\n` +
    `@media (prefers-color-scheme:dark){:root{--paper:#11161d;--ink:#e8edf4;--soft:#a0abba;--rule:#2a333f;--card:#18202a;--accent:#6fb1f7;${set("dark")}}}`
  );
}

/** How the parts of a plot look. */
export const plotRules: string = `
.plot text{font:12px/1 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--soft);font-variant-numeric:tabular-nums}
.plot .label{font-size:12px;fill:var(--soft)}
.plot .name{font-size:13px;font-weight:600}
.plot .note{font-size:11.5px;fill:var(--soft);paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.plot .grid{stroke:var(--rule);stroke-width:1}
.plot .axis{stroke:var(--soft);stroke-width:1}
.plot .reference{stroke:var(--soft);stroke-width:1.25;stroke-dasharray:2 3}
.plot .band{opacity:.11}
.plot:has(.series:hover) .series:not(:hover){opacity:.2}
.plot .series:hover .band{opacity:.26}
.plot .row{font-size:12.5px;fill:var(--ink)}
.plot .faint .line{stroke-width:1;opacity:.45}
.plot .faint:hover .line{stroke-width:2.25;opacity:1}
.plot .line{fill:none;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}
.plot .markers{stroke:var(--paper);stroke-width:1.25}
.plot .leader{fill:none;stroke-width:1;opacity:.55}
`;
