import { expect, test } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { detectFormat } from "./detect-format.ts";

test("tells the formats apart, and refuses anything else in one sentence", () => {
  expect(detectFormat(temporaryFolder("a", { "t10k-labels-idx1-ubyte.gz": "" }))).toBe("idx");
  expect(detectFormat(temporaryFolder("b", { "cat/1.png": "", "dog/1.png": "" }))).toBe("class-folders");
  expect(() => detectFormat(temporaryFolder("c", { "data.csv": "" }))).toThrow(
    /is not a data set that can be read: /,
  );
  expect(() => detectFormat("/no/such/folder")).toThrow("does not exist");
});
