import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { testImage } from "../test/test-image.ts";
import { targetGeometry } from "./target-geometry.ts";

async function images(...sizes: [number, number, "grey" | "colour"][]): Promise<{ file: string }[]> {
  const folder = temporaryFolder();
  return Promise.all(
    sizes.map(async ([width, height, kind], i) => {
      const image = await testImage(width, height);
      const file = join(folder, `${i}.png`);
      writeFileSync(file, await (kind === "grey" ? image.toColourspace("b-w") : image).png().toBuffer());
      return { file };
    }),
  );
}

test("one small size is kept, anything else becomes 64 x 64", async () => {
  expect(await targetGeometry(await images([32, 28, "colour"], [32, 28, "grey"]))).toEqual({
    width: 32,
    height: 28,
    channels: 3,
  });
  expect(await targetGeometry(await images([32, 28, "grey"], [32, 32, "grey"]))).toEqual({
    width: 64,
    height: 64,
    channels: 1,
  });
  expect(await targetGeometry(await images([65, 65, "colour"]))).toEqual({
    width: 64,
    height: 64,
    channels: 3,
  });
});

test("what is wanted is taken, and unreadable files do not count", async () => {
  const files = await images([32, 32, "grey"]);
  const text = join(temporaryFolder(), "x.png");
  writeFileSync(text, "text");
  expect(await targetGeometry([{ file: text }, ...files], { width: 96, channels: 3 })).toEqual({
    width: 96,
    height: 32,
    channels: 3,
  });
  await expect(targetGeometry([{ file: text }])).rejects.toThrow(
    `None of 1 files looked at is a readable image (${text} was`,
  );
  await expect(targetGeometry([])).rejects.toThrow("There are no image files");
});
