/** The label file of one image. */
import { linesOf, readTextFile } from "../text/read-text-file.ts";

/** A line of a label file. */
export interface YoloLine {
  readonly class: number;
  readonly numbers: readonly number[]; // those after the class
  readonly line: number; // from 1
}

/**
 * The lines of a label file: a class and numbers that are shares of the image's width and height.
 *
 * @throws with file and line where something is no number, the class is none of `classes`, or a number is beyond -1 to
 *   2, which no share of an image is
 */
export function readYoloLabels(file: string, classes: readonly string[]): YoloLine[] {
  return linesOf(readTextFile(file)).flatMap((text, i) => {
    const words = text.trim().split(/\s+/);
    if (words[0] === "") return [];
    const place = `${file}, line ${i + 1}`;
    const wrong = words.find((word) => !Number.isFinite(Number(word)));
    if (wrong !== undefined)
      throw new Error(`${place}: a line must be numbers with spaces between; got "${wrong}".`);
    const [index, ...numbers] = words.map(Number);
    if (!(Number.isInteger(index) && index >= 0 && index < classes.length))
      throw new Error(
        `${place}: the class must be one of the ${classes.length} that have names, 0 to ${classes.length - 1}; ` +
          `got ${words[0]}.`,
      );
    const far = numbers.find((value) => value < -1 || value > 2);
    if (far !== undefined)
      throw new Error(
        `${place}: coordinates must be shares of the image's width and height, 0 to 1; got ${far}.`,
      );
    return [{ class: index, numbers, line: i + 1 }];
  });
}
