/** Child process: does one case with the kernels and prints what it took as JSON. */
import { generator, keyFrom, strategyNamed, type Matrix, type Signals } from "@querent/core";
import { readNpy } from "@querent/formats";
import { createKernels, sharedMatrix } from "@querent/kernels";
import type { SpeedCase } from "./cases.ts";
import type { DataFiles } from "./data.ts";

/** What one run took. */
export interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly picks: readonly number[]; // or neighbours of the first rows
  readonly peakBytes?: number; // of the process, above what it held with its threads before it read the data
}

const [request] = process.argv.slice(2);
const { of, files, threads } = JSON.parse(request) as { of: SpeedCase; files: DataFiles; threads: number };
const kernels = await createKernels({ threads });
const unseen = async (): Promise<void> => {};
const every = (length: number): Int32Array => Int32Array.from({ length }, (_, i) => i);
const warm = sharedMatrix(4000, 16); // a small matrix, and enough work to start the threads
const draw = generator(keyFrom("warm"));
for (let i = 0; i < warm.data.length; i += 1) warm.data[i] = draw.normal();
await kernels.farthestFirst(warm, every(4000), new Int32Array(0), 1000, unseen);
const bare = process.memoryUsage().rss;

async function read(
  path: string | undefined,
): Promise<(Matrix & { readonly shape: readonly number[] }) | undefined> {
  if (path === undefined) return undefined;
  const { shape, data } = await readNpy(path, { shared: true });
  return { rows: shape[shape.length - 2], cols: shape[shape.length - 1], data, shape };
}

const embeddings = await read(files.embeddings);
const probabilities = await read(files.probabilities);

async function run(): Promise<ArrayLike<number>> {
  const all = every(of.items);
  if (of.part === "k-center" || of.part === "k-center-million")
    return (await kernels.farthestFirst(embeddings!, all, new Int32Array(0), of.batch, unseen)).places;
  if (of.part === "neighbours")
    return (await kernels.neighbours(embeddings!, all, all, of.neighbours!, unseen)).rows.subarray(0, 2000);
  const strategy = strategyNamed(of.part);
  const signals: Signals =
    of.passes === undefined
      ? { ...(embeddings && { embeddings }), ...(probabilities && { probabilities }) }
      : { passes: { members: of.passes, rows: of.items, cols: of.classes!, data: probabilities!.data } };
  const asked = {
    ids: Array.from(all, String),
    candidates: all,
    labelled: new Int32Array(0),
    batchSize: of.batch,
    key: keyFrom("selection-speed"),
    ...(of.part === "facility-location" && { params: { neighbours: of.neighbours! } }), // as many as the peer keeps
  };
  return (await strategy.select(signals, asked, { kernels })).picks;
}

const cpu = process.cpuUsage();
const start = performance.now();
const picks = await run();
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpu);
const peakBytes = 1024 * process.resourceUsage().maxRSS - bare;
const result: Run = { seconds, cpuSeconds: (user + system) / 1e6, picks: Array.from(picks), peakBytes };
process.stdout.write(JSON.stringify(result));
await kernels.release();
