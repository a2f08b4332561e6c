import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exchangedDatasets, inOrder } from "../../test/exchanged-datasets.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { exchangeFormats } from "./exchange-formats.ts";
import { fitToFormat } from "./fit-to-format.ts";
import { readExchange } from "./read-exchange.ts";
import { lossesOf, writeExchange } from "./write-exchange.ts";

const largest = 840; // pixels, of a coordinate in the arbitrary data sets; areas are exact

for (const format of exchangeFormats)
  describe(format.title, () => {
    for (const task of format.tasks)
      test(`${task}: what is written is read again, but for what lossesOf lists`, async () => {
        const outer = temporaryFolder("out", { "image.png": "not looked into" });
        let runs = 0;
        await fc.assert(
          fc.asyncProperty(exchangedDatasets(task), fc.boolean(), async (dataset, withImages) => {
            const target = join(outer, `run ${(runs += 1)}`);
            let fitted;
            try {
              fitted = fitToFormat(format, dataset);
            } catch (error) {
              // nothing labelled, or names that folders of classes cannot have
              expect((error as Error).message).toMatch(/has none: label one first|cannot be|would both have/);
              return;
            }
            const copyImages = withImages || format.needsImages;
            const { losses, files } = await writeExchange(dataset, target, {
              format: format.name,
              copyImages,
              imagesFrom: () => join(outer, "image.png"),
            });
            expect(losses).toEqual(lossesOf(format.name, dataset));
            if (copyImages)
              expect(files).toContain(join(target, format.imageAt(fitted.dataset.images[0].path)));
            const sizes = new Map(
              fitted.dataset.images.map((image) => [withoutExtension(image.path), image]),
            );
            const reading = await readExchange(target, {
              task,
              ...(!format.holds.sizes && { sizeOf: (path: string) => sizes.get(withoutExtension(path)) }),
            });
            expect(reading.format).toBe(format.name);
            expect(reading.skipped).toEqual([]);
            expect(reading.repairs.filter(({ kind }) => kind !== "jointOutside")).toEqual([]);
            const [want, got] = [inOrder(fitted.dataset), inOrder(reading.dataset)];
            expect(got.shape).toEqual(want.shape);
            const error = format.holds.error * largest;
            for (const [i, number] of want.numbers.entries())
              expect(Math.abs(got.numbers[i] - number)).toBeLessThanOrEqual(error);
          }),
          { numRuns: 40 },
        );
      });
  });

function withoutExtension(path: string): string {
  return path.replace(/\.[^./]*$/, "");
}
