/** For tests: stands in for the measuring of images, whose files need not be images then. */
import { readFileSync } from "node:fs";
import type { ReadAnnotationsOptions } from "../src/annotated/annotated-dataset.ts";

/** Takes the content of a file, "WIDTHxHEIGHT", for its size; other content is no image. */
export const measured: ReadAnnotationsOptions = {
  measure: async (file) => {
    const match = /^(\d+)x(\d+)$/.exec(readFileSync(file, "utf8"));
    if (match === null) throw new Error("unsupported image format\nmore");
    return { width: Number(match[1]), height: Number(match[2]) };
  },
};
