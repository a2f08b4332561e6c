/**
 * Compares changes of a recipe on a fifth of the training part, held out in whole groups. No image of the test part is
 * looked at, so that what is chosen here can be tested there.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { keyFrom, sample, uniformFor } from "@querent/core";
import { groupByPattern } from "@querent/formats";
import type { ModuleObjective, Recipe } from "@querent/models";
import { formatTable } from "../format-table.ts";
import { dataFolder, positiveInteger } from "../options.ts";
import { readResult, resultPath, writeResult } from "../results-file.ts";

const HELD_OUT_SHARE = 0.2;

/** What a training is made with besides the recipe as it is. */
export interface Change<R extends Recipe> {
  readonly recipe?: Partial<R>;
  readonly module?: ModuleObjective;
}

/** What a training came to on the images held out. */
export interface Figures {
  readonly figure: number;
  /** Of pairs of the images held out, the share that the module orders as their losses are, where there is one. */
  readonly ranking?: number;
}

/** A data set made ready. */
export interface Opened<R extends Recipe> {
  /** What images of the training part must not be parted by, one an image. */
  readonly groups: readonly string[];
  train(asked: {
    readonly recipe: R;
    readonly module?: ModuleObjective;
    readonly seed: number;
    readonly trained: Int32Array;
    readonly heldOut: Int32Array;
  }): Promise<Figures>;
}

export interface LoadOptions {
  readonly size: number;
  readonly group?: (id: string) => string;
  readonly threads: number;
}

/** What a study is of. */
export interface Subject<R extends Recipe> {
  /** Of its results: `name` and the first folder of the data set. */
  readonly name: string;
  readonly dataset: string;
  readonly size: number;
  readonly recipe: R;
  /** By name, the recipe as it is among them. */
  readonly changes: Readonly<Record<string, (recipe: R) => Change<R>>>;
  /** What the table calls the figure, and the key it is kept under. */
  readonly figure: { readonly title: string; readonly key: string };
  open(folder: string, options: LoadOptions): Promise<Opened<R>>;
}

interface Options {
  readonly dataset: string;
  readonly size: number;
  readonly group: string | null;
  /** So many images of what is left are trained on; null for all. */
  readonly labels: number | null;
  readonly threads: number;
}

interface Trained {
  readonly change: string;
  readonly seed: number;
  readonly ranking?: number;
  readonly [figure: string]: string | number | undefined;
}

interface Study<R extends Recipe> {
  readonly options: Options;
  readonly recipe: R;
  readonly images: { readonly trained: number; readonly heldOut: number };
  readonly trainings: readonly Trained[];
}

/** Runs the study that the command line asks for, keeps each training as it is done, and prints the table. */
export async function compareChanges<R extends Recipe>(subject: Subject<R>): Promise<void> {
  const { recipe, changes, figure } = subject;
  const { values } = parseArgs({
    options: {
      data: { type: "string", default: process.env.QUERENT_DATA },
      dataset: { type: "string", default: subject.dataset },
      size: { type: "string", default: String(subject.size) },
      group: { type: "string" }, // a pattern whose brackets match the group of an image in its name
      labels: { type: "string" },
      changes: { type: "string" }, // names of changes, separated by semicolons; all unless given
      seeds: { type: "string", default: "2" },
      threads: { type: "string", default: "2" },
      fresh: { type: "boolean", default: false },
      out: { type: "string" },
    },
  });
  const data = dataFolder(values.data);
  const options: Options = {
    dataset: values.dataset,
    size: positiveInteger("size", values.size),
    group: values.group ?? null,
    labels: values.labels === undefined ? null : positiveInteger("labels", values.labels),
    threads: positiveInteger("threads", values.threads),
  };
  const seeds = positiveInteger("seeds", values.seeds);
  const chosen = values.changes?.split(";") ?? Object.keys(changes);
  const unknown = chosen.find((change) => !Object.hasOwn(changes, change));
  if (unknown !== undefined)
    throw new Error(`--changes must name some of ${Object.keys(changes).join("; ")}; got "${unknown}".`);
  const path = values.out ?? resultPath(`${subject.name}-${options.dataset.split("/")[0]}`);
  const kept = values.fresh ? undefined : readResult<Study<R>>(path);
  if (kept !== undefined && JSON.stringify([kept.options, kept.recipe]) !== JSON.stringify([options, recipe]))
    throw new Error(
      `${path} holds a study with ${JSON.stringify(kept.options)} and another recipe or options; give --out, or start anew with --fresh.`,
    );

  const { size, threads } = options;
  const group = options.group === null ? undefined : groupByPattern(options.group);
  const opened = await subject.open(join(data, options.dataset), { size, group, threads });
  const { trained, heldOut } = partsOf(opened.groups, options.labels);
  const trainings = [...(kept?.trainings ?? [])];
  for (let seed = 1; seed <= seeds; seed++)
    for (const change of chosen) {
      if (trainings.some((done) => done.seed === seed && done.change === change)) continue;
      const { recipe: part, module } = changes[change](recipe);
      const changed = { ...recipe, ...part };
      const result = await opened.train({ recipe: changed, module, seed, trained, heldOut });
      const { ranking } = result;
      trainings.push({
        change,
        seed,
        [figure.key]: result.figure,
        ...(ranking !== undefined && { ranking }),
      });
      const images = { trained: trained.length, heldOut: heldOut.length };
      writeResult(path, { options, recipe, images, trainings } satisfies Study<R>);
      console.error(`seed ${seed}, ${change}: ${result.figure.toFixed(3)}`);
    }
  const table = tableOf(Object.keys(changes), seeds, trainings, figure.key);
  console.log(
    `${figure.title} on ${heldOut.length} images held out of the training part of ${options.dataset}, ` +
      `trained on ${trained.length} others\n\n${table}`,
  );
}

/** Of each group all images are held out or none. */
function partsOf(
  groups: readonly string[],
  labels: number | null,
): { readonly trained: Int32Array; readonly heldOut: Int32Array } {
  const items = Int32Array.from(groups.keys());
  const isHeldOut = (item: number): boolean => uniformFor(keyFrom("held out"), groups[item]) < HELD_OUT_SHARE;
  const left = items.filter((item) => !isHeldOut(item));
  const drawn = labels === null ? undefined : sample(keyFrom("trained"), left.length, labels);
  return { heldOut: items.filter(isHeldOut), trained: drawn?.map((at) => left[at]) ?? left };
}

function tableOf(
  changes: readonly string[],
  seeds: number,
  trainings: readonly Trained[],
  key: string,
): string {
  const mean = (values: readonly number[]): string =>
    values.length === 0 ? "" : (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
  const rows = changes.flatMap((change) => {
    const done = trainings.filter((one) => one.change === change);
    if (done.length === 0) return [];
    const figures = done.map((one) => one[key] as number);
    const cells = Array.from({ length: seeds }, (_, at) => figures[at]?.toFixed(3) ?? "");
    return [[change, mean(figures), ...cells, mean(done.flatMap(({ ranking }) => ranking ?? []))]];
  });
  const header = [
    "change of the recipe cpu",
    "mean",
    ...Array.from({ length: seeds }, (_, at) => `seed ${at + 1}`),
    "the module's ranking",
  ];
  return formatTable(header, rows);
}
