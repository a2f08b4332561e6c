/** Where files go: checked before the work begins, so that none is done in vain. */
import { statSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";

export interface OutFiles {
  readonly picks: string;
  readonly manifest: string;
  readonly timings: string;
}

/** picks.csv, picks.manifest.json and picks.timings.json of `--out picks.csv`. */
export function outFiles(out: string): OutFiles {
  const stem = extname(out) === ".csv" ? out.slice(0, -".csv".length) : out;
  return { picks: out, manifest: `${stem}.manifest.json`, timings: `${stem}.timings.json` };
}

/**
 * @param files in one folder
 * @throws when the folder is missing or cannot be written to, or an input or a folder has the name of an output
 */
export async function checkOut(files: readonly string[], inputs: readonly string[] = []): Promise<void> {
  const folder = dirname(files[0]);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Error(
      `The folder ${folder} of --out must be there; it is not. Make it, or choose another --out.`,
    );
  for (const file of files) {
    if (inputs.some((input) => resolve(input) === resolve(file)))
      throw new Error(`${file} is an input: choose another --out.`);
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
      throw new Error(`${file} is a folder: choose another --out.`);
  }
  const probe = join(folder, `.${basename(files[0])}.${process.pid}.probe.tmp`);
  try {
    await (await open(probe, "wx")).close();
  } catch (cause) {
    throw new Error(
      `${folder} must be a folder that can be written to; it is not (${codeOf(cause)}). Choose another --out.`,
      {
        cause,
      },
    );
  } finally {
    await rm(probe, { force: true });
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
