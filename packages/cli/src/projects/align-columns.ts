/** Rows of text in columns for a terminal. */

/** As wide as lines become. */
const WIDTH = 100;

/** How much of a line the last column gets at least. */
const LEAST = 40;

/**
 * The rows below a header, the columns of `left` to the left (the first unless given), the others to the right. A last
 * column that is to the left goes on below itself where it is too long for the line.
 */
export function alignColumns(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string {
  const all = [header, ...rows];
  const last = header.length - 1;
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
  const room = left.includes(last) ? Math.max(LEAST, WIDTH - before) : Infinity;
  return all
    .flatMap((row) =>
      wrapped(row[last], room).map((part, line) =>
        row
          .map((cell, column) => (column === last ? part : line === 0 ? cell : ""))
          .map((cell, column) =>
            left.includes(column)
              ? cell.padEnd(column === last ? 0 : widths[column])
              : cell.padStart(widths[column]),
          )
          .join("  ")
          .trimEnd(),
      ),
    )
    .join("\n");
}

/** The words of a text in lines of at most so many characters; a longer word has a line of its own. */
function wrapped(text: string, room: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= room) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
