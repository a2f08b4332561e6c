/** A drawing of dots in text: each character is two dots wide and four high. */

/** Dots and, for each character, the colour of the last line through it. */
export interface BrailleCanvas {
  readonly cols: number;
  readonly rows: number;
  /** Draws a straight line between two places in dots, (0, 0) at the upper left. */
  line(x0: number, y0: number, x1: number, y1: number, colour: number): void;
  /** The characters of a row, each with its colour, 0 where nothing is drawn. */
  row(y: number): readonly { readonly character: string; readonly colour: number }[];
}

// Bits of a cell from the Unicode block "Braille Patterns": dots 1 2 3 7 down the left, 4 5 6 8 down the right.
const bits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

/** An empty canvas of so many characters. */
export function brailleCanvas(cols: number, rows: number): BrailleCanvas {
  const dots = new Uint8Array(cols * rows);
  const colours = new Uint16Array(cols * rows);
  const dot = (x: number, y: number, colour: number): void => {
    if (x < 0 || y < 0 || x >= 2 * cols || y >= 4 * rows) return;
    const cell = (y >> 2) * cols + (x >> 1);
    dots[cell] |= bits[y & 3][x & 1];
    colours[cell] = colour;
  };
  return {
    cols,
    rows,
    line(x0, y0, x1, y1, colour) {
      const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
      for (let i = 0; i <= steps; i += 1)
        dot(Math.round(x0 + ((x1 - x0) * i) / steps), Math.round(y0 + ((y1 - y0) * i) / steps), colour);
    },
    row: (y) =>
      Array.from({ length: cols }, (_, x) => {
        const cell = y * cols + x;
        return {
          character: dots[cell] === 0 ? " " : String.fromCharCode(0x2800 + dots[cell]),
          colour: dots[cell] === 0 ? 0 : colours[cell],
        };
      }),
  };
}
