/** Reads a labelled data set from the file or folder of another tool. */
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { assembleExchange } from "./assemble-exchange.ts";
import { exchangeFormatNamed, exchangeFormats } from "./exchange-formats.ts";
import type { ExchangeFormat, ExchangeReading, ReadExchangeOptions } from "./exchange-format.ts";

/**
 * Reads what lies at `path`. The paths of images are those below the folder of images as far as the format says it, and
 * no image need be there where sizes are known otherwise; `matchImages` finds the files that are meant.
 *
 * @throws if nothing lies there, its format cannot be told or is not for the task, or, with file and line or id, where it
 *   is malformed, a label is of an unknown class, a pose is of another skeleton or an image comes twice
 */
export async function readExchange(path: string, options: ReadExchangeOptions): Promise<ExchangeReading> {
  const root = resolve(path);
  if (!existsSync(root)) throw new Error(`${path} does not exist: give a file or folder of labels.`);
  const format = options.format === undefined ? detectExchange(root) : exchangeFormatNamed(options.format);
  if (!format.tasks.includes(options.task))
    throw new Error(
      `${path} is of the format ${format.title}, which is for ${format.tasks.join(" and ")}; it cannot be read for ` +
        `${options.task}.`,
    );
  const found = await format.read(root, options.task, options);
  return { format: format.name, ...(await assembleExchange(root, found, options)) };
}

/** The format of what lies at a path. Throws, saying what is looked for, if it is of none. */
export function detectExchange(path: string): ExchangeFormat {
  const stat = statSync(path);
  if (stat.isFile() && stat.size === 0) throw new Error(`${path} must hold labels; it is empty.`);
  const format = exchangeFormats.find((one) => one.isAt(path));
  if (format === undefined)
    throw new Error(
      `${path} must be labels that can be read: a .csv or .tsv file, an .xml of CVAT for images, a .json of COCO or ` +
        `Label Studio, or a folder with such a file (labels.csv, annotations.xml, tasks.json, ` +
        `annotations/instances_train.json), with Annotations (Pascal VOC), with a data.yaml or labels (YOLO), or with ` +
        `one folder of images a class; it is none of these. An archive must be unpacked first.`,
    );
  return format;
}
