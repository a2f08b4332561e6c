/** A few of the kills of `kill-commands.ts`, which is run with many more on its own. */
import { expect, test } from "vitest";
import { killCommands } from "./kill-commands.ts";

test("commands that are killed leave a sound project, and end as if they had not been", async () => {
  expect(await killCommands(5, 11)).toMatchObject({ kills: 5, lives: 1 });
}, 600_000);
