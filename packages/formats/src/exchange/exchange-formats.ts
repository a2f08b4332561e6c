/** The list of the formats of exchange, in the order in which they are looked for. */
import { classFoldersFormat } from "./class-folders/class-folders-format.ts";
import { cocoFormat } from "./coco/coco-format.ts";
import { csvFormat } from "./csv/csv-format.ts";
import { cvatFormat } from "./cvat/cvat-format.ts";
import type { ExchangeFormat } from "./exchange-format.ts";
import { labelStudioFormat } from "./label-studio/label-studio-format.ts";
import { vocFormat } from "./voc/voc-format.ts";
import { yoloFormat } from "./yolo/yolo-format.ts";

/** All formats that labelled data sets are read from and written as. */
export const exchangeFormats: readonly ExchangeFormat[] = [
  csvFormat,
  cvatFormat,
  labelStudioFormat,
  cocoFormat,
  vocFormat,
  yoloFormat,
  classFoldersFormat,
];

/** The format of a name. Throws, with the names that there are. */
export function exchangeFormatNamed(name: string): ExchangeFormat {
  const format = exchangeFormats.find((one) => one.name === name);
  if (format === undefined)
    throw new Error(
      `The format must be one of ${exchangeFormats.map((one) => one.name).join(", ")}; got "${name}".`,
    );
  return format;
}
