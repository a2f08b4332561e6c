/** `querent select` as a user meets it: in a process of its own, with good and bad input, killed, and twice. */
import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  coreSet,
  generator,
  keyFrom,
  matrix,
  strategies,
  strategyFamilies,
  wrappers,
  type Matrix,
} from "@querent/core";
import { readCsvText, writeNpy, writeNpz, writeParquet } from "@querent/formats";
import { querentIn, type Outcome, type QuerentIn } from "./querent-in.ts";

const [items, dimensions, classes, members] = [120, 6, 3, 4];

let home: string;
let querent: QuerentIn;
let embeddings: Matrix;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "querent-select-"));
  querent = querentIn(home);
  const draw = generator(keyFrom("select"));
  embeddings = matrix(items, dimensions);
  embeddings.data.forEach((_, i) => (embeddings.data[i] = draw.normal()));
  const distributions = (rows: number): Float32Array => {
    const data = Float32Array.from({ length: rows * classes }, () => 0.05 + draw.uniform());
    for (let i = 0; i < rows; i += 1) {
      const part = data.subarray(i * classes, (i + 1) * classes);
      const sum = part.reduce((a, b) => a + b);
      part.forEach((p, c) => (part[c] = p / sum));
    }
    return data;
  };
  const at = (name: string): string => join(home, name);
  await writeNpy(at("E.npy"), { shape: [items, dimensions], data: embeddings.data });
  await writeNpy(at("P.npy"), { shape: [items, classes], data: distributions(items) });
  await writeNpy(at("Q.npy"), { shape: [members, items, classes], data: distributions(members * items) });
  const loss = Float64Array.from({ length: items }, () => draw.normal());
  await writeNpy(at("loss.npy"), { shape: [items], data: loss });
  await writeNpz(at("W.npz"), {
    weights: { shape: [dimensions, classes], data: embeddings.data.slice(0, dimensions * classes) },
    bias: { shape: [classes], data: new Float32Array(classes) },
  });
  await writeNpz(at("both.npz"), {
    features: { shape: [items, dimensions], data: embeddings.data },
    other: { shape: [1], data: loss.slice(0, 1) },
  });
  await writeParquet(at("T.parquet"), embeddings, { columns: "embedding", ids: names() });
  text("I.csv", `id\n${names().join("\n")}\n`);
  text("L.csv", "id,label\n3,0\n77,2\n119,1\n");
  text("L-names.csv", "label,id\ncat,photo 3\ndog,photo 77\nowl,photo 119\n");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const names = (): string[] => Array.from({ length: items }, (_, i) => `photo ${i}`);
const text = (name: string, content: string): void => writeFileSync(join(home, name), content);
const bytesOf = (name: string): string => readFileSync(join(home, name), "latin1");
const json = (name: string): Record<string, unknown> => JSON.parse(bytesOf(name)) as Record<string, unknown>;
const select = (...args: string[]): Outcome => querent.run("select", ...args);
const words = (line: string): string[] => line.split(" ");
const usual = words("--embeddings E.npy --strategy core-set --batch 5 --labelled L.csv");

test("picks as the library does, in the order chosen, with reasons and a manifest", async () => {
  const { code, out, err } = select(...usual, "--seed", "7", "--out", "picks.csv");
  expect(err).not.toMatch(/querent:/);
  expect(code).toBe(0);
  expect(out).toMatch(
    /core-set: 5 of 117 items, under a second; .* for the inputs and .* beside them, .* free\. Ctrl-C stops\./,
  );
  const expected = await coreSet.select(
    { embeddings },
    {
      ids: Array.from({ length: items }, (_, i) => String(i)),
      labelled: Int32Array.of(3, 77, 119),
      candidates: Int32Array.from({ length: items }, (_, i) => i).filter((i) => ![3, 77, 119].includes(i)),
      batchSize: 5,
      key: keyFrom(7),
    },
  );
  const { columns } = await readCsvText(join(home, "picks.csv"), ["rank", "id", "score", "why"]);
  expect(columns).toEqual({
    rank: ["1", "2", "3", "4", "5"],
    id: Array.from(expected.picks, String),
    score: Array.from(expected.scores, String),
    why: expected.why,
  });
  const sha256 = (name: string): string =>
    createHash("sha256")
      .update(readFileSync(join(home, name)))
      .digest("hex");
  expect(json("picks.manifest.json")).toEqual({
    querent: "0.1.0",
    strategy: "core-set",
    parameters: { subset: 1 },
    seed: 7,
    batch: 5,
    items,
    labelled: 3,
    inputs: {
      embeddings: { name: "E.npy", sha256: sha256("E.npy") },
      labelled: { name: "L.csv", sha256: sha256("L.csv") },
    },
    picks: { name: "picks.csv", sha256: sha256("picks.csv") },
  });
  expect(json("picks.timings.json")).toMatchObject({ threads: expect.any(Number) as number });
});

test("the same command gives the same bytes, with any number of threads; another seed another manifest", () => {
  const args = words("--embeddings E.npy --probabilities P.npy --strategy badge --batch 8 --why");
  expect(select(...args, "--out", "one.csv", "--threads", "1").code).toBe(0);
  expect(select(...args, "--out", "two.csv", "--threads", "2").code).toBe(0);
  expect(bytesOf("two.csv")).toBe(bytesOf("one.csv"));
  expect(bytesOf("two.manifest.json").replaceAll("two.csv", "one.csv")).toBe(bytesOf("one.manifest.json"));
  expect(bytesOf("one.manifest.json")).not.toContain(home);
  const before = bytesOf("one.manifest.json");
  expect(select(...args, "--out", "one.csv").code).toBe(0);
  expect(bytesOf("one.manifest.json")).toBe(before);
  expect(select(...args, "--out", "one.csv", "--seed", "2").code).toBe(0);
  expect(bytesOf("one.manifest.json")).not.toBe(before);
});

test("ids travel with the rows, whichever format brings them, and the picks are the same", () => {
  const byParquet = words(
    "--embeddings T.parquet --labelled L-names.csv --strategy core-set --batch 4 --out a.csv",
  );
  expect(select(...byParquet).code).toBe(0);
  const byFile = words(
    "--embeddings both.npz#features --ids I.csv --labelled L-names.csv --strategy core-set --batch 4",
  );
  expect(select(...byFile, "--out", "b.csv").code).toBe(0);
  expect(bytesOf("b.csv")).toBe(bytesOf("a.csv"));
  expect(bytesOf("a.csv")).toMatch(/\n1,photo \d+,/);
  expect(json("a.manifest.json").classes).toEqual(["cat", "dog", "owl"]);
});

test("--why names the nearest labelled item and the rank under every simple signal", async () => {
  const all = words(
    "--embeddings E.npy --probabilities P.npy --signal predictedLoss=loss.npy --labelled L.csv",
  );
  expect(
    select(...all, ...words("--strategy learning-loss --param subset=1 --batch 3 --why --out why.csv")).code,
  ).toBe(0);
  const { columns } = await readCsvText(join(home, "why.csv"), [
    "nearest_labelled",
    "nearest_labelled_distance",
    "rank_entropy",
    "rank_margin",
    "rank_least_confidence",
    "rank_predicted_loss",
    "id",
  ]);
  expect(columns.rank_predicted_loss).toEqual(["1", "2", "3"]);
  const rowOf = (id: string): Float32Array =>
    embeddings.data.subarray(Number(id) * dimensions, (Number(id) + 1) * dimensions);
  const between = (a: string, b: string): number =>
    Math.sqrt(rowOf(a).reduce((sum, x, j) => sum + (x - rowOf(b)[j]) ** 2, 0));
  columns.id.forEach((id, i) => {
    const nearest = ["3", "77", "119"].toSorted((a, b) => between(id, a) - between(id, b))[0];
    expect(columns.nearest_labelled[i]).toBe(nearest);
    expect(Number(columns.nearest_labelled_distance[i])).toBeCloseTo(between(id, nearest), 6);
  });
  expect(select(...all, ...words("--strategy entropy --batch 117 --why --out all.csv")).code).toBe(0);
  const ranked = await readCsvText(join(home, "all.csv"), ["rank_entropy", "rank_margin"]);
  expect(ranked.columns.rank_entropy).toEqual(Array.from({ length: 117 }, (_, i) => String(i + 1)));
  expect(new Set(ranked.columns.rank_margin).size).toBe(117);
});

test("passes, a committee and a last layer are read under their names, parameters too", () => {
  const bald = words("--signal passes=Q.npy --strategy bald --batch 3 --param subset=0.5 --out bald.csv");
  expect(select(...bald)).toMatchObject({ code: 0 });
  expect(json("bald.manifest.json").parameters).toMatchObject({ subset: 0.5 });
  expect(
    select(...words("--signal committee=Q.npy --strategy vote-entropy --batch 3 --out vote.csv")).code,
  ).toBe(0);
  const layer =
    "--embeddings E.npy --probabilities P.npy --signal lastLayer=W.npz --strategy expected-gradient-length --batch 2";
  expect(select(...words(layer), "--out", "egl.csv")).toMatchObject({ code: 0 });
});

test("a weighted product is read from a file, with numbers of one's own", async () => {
  await writeNpy(join(home, "sharp.npy"), {
    shape: [items],
    data: Float32Array.from({ length: items }, (_, i) => i),
  });
  const sharpness = { objective: "weights", name: "sharpness", file: "sharp.npy", strength: 10 };
  text("mix.json", JSON.stringify({ terms: [{ objective: "entropy", strength: 0.1 }, sharpness] }));
  const { code, out } = select(...words("--probabilities P.npy --config mix.json --batch 3 --out mix.csv"));
  expect(code).toBe(0);
  expect(out).toMatch(/weighted-product: 3 of 120 items/);
  const { columns } = await readCsvText(join(home, "mix.csv"), ["id"]);
  expect(columns.id).toEqual(["119", "118", "117"]);
  expect(json("mix.manifest.json")).toMatchObject({
    strategy: "weighted-product",
    inputs: { config: { name: "mix.json" }, "weights sharpness": { name: "sharp.npy" } },
  });
});

test("suffixes change a strategy", () => {
  const { code } = select(
    ...words("--embeddings E.npy --probabilities P.npy --labelled L.csv --strategy entropy+diverse+balanced"),
    ...words("--batch 3 --out wrapped.csv"),
  );
  expect(code).toBe(0);
  expect(json("wrapped.manifest.json").strategy).toBe("entropy+diverse+balanced");
});

test("every strategy is listed under its family, and every suffix", () => {
  const { out } = querent.run("strategies");
  for (const { title, strategies } of strategyFamilies) {
    expect(out).toContain(`${title}\n`);
    for (const { name, title } of strategies)
      expect(out).toContain(`
  ${name.padEnd(16)}  ${title}
`);
  }
  for (const { name } of wrappers) expect(out).toMatch(new RegExp(`^  \\+${name} `, "m"));
  for (const line of out.split("\n").filter((line) => line.startsWith("     ")))
    expect(line.length).toBeLessThanOrEqual(110);
  const events = querent
    .run("strategies", "--json")
    .out.trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { name: string });
  expect(events.length).toBe(strategies.length + wrappers.length);
});

test("with --json every line is an object: the estimate, the picks, the files", () => {
  const { code, out } = select(...usual, "--out", "json.csv", "--json");
  expect(code).toBe(0);
  const events = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { event: string; rank?: number });
  expect(events.map(({ event }) => event)).toEqual([
    "estimate",
    ...Array.from({ length: 5 }, () => "pick"),
    "done",
  ]);
  expect(events[0]).toMatchObject({
    strategy: "core-set",
    items: 117,
    batch: 5,
    seconds: expect.any(Number) as number,
  });
  expect(events.at(-1)).toMatchObject({ files: ["json.csv", "json.manifest.json", "json.timings.json"] });
});

const refusals: [string, number, RegExp, () => string[] | Promise<string[]>][] = [
  ["a missing file", 1, /no such file or folder \(.*none\.npy\)/, () => words("--embeddings none.npy")],
  [
    "a file of another kind",
    1,
    /notes\.txt must be a \.npy/,
    () => [...words("--embeddings"), fileCalled("notes.txt", "hello")],
  ],
  [
    "files of different pools",
    1,
    /one row for each item of the same pool; E\.npy has 120, P-short\.npy has 90/,
    async () => {
      await writeNpy(join(home, "P-short.npy"), { shape: [90, 3], data: new Float32Array(270) });
      return words("--embeddings E.npy --probabilities P-short.npy");
    },
  ],
  [
    "ids of another pool",
    1,
    /E\.npy has 120, I-short\.csv has 2/,
    () => ["--embeddings", "E.npy", "--ids", fileCalled("I-short.csv", "id\na\nb\n")],
  ],
  [
    "an id twice",
    1,
    /I-twice\.csv must name each item once; "photo 0" stands in rows 0 and 119/,
    () => [
      ...words("--embeddings E.npy --ids"),
      fileCalled("I-twice.csv", `id\n${names().slice(0, -1).join("\n")}\nphoto 0\n`),
    ],
  ],
  [
    "ids that disagree",
    1,
    /T\.parquet must name the items alike.*row 0 is "x" in one and "photo 0" in the other/,
    () => [
      ...words("--embeddings T.parquet --ids"),
      fileCalled("I-other.csv", `id\nx\n${names().slice(1).join("\n")}\n`),
    ],
  ],
  [
    "an unknown labelled id",
    1,
    /L-far\.csv, line 3: "500" must be a row number in \[0, 119\], since no ids were given; it is the only one/,
    () => [...words("--embeddings E.npy --labelled"), fileCalled("L-far.csv", "id\n3\n500\n")],
  ],
  [
    "unknown labelled names",
    1,
    /"cat\.png" must be an id of the pool, such as "photo 0"; 2 of its 2 ids are unknown/,
    () => [
      ...words("--embeddings E.npy --ids I.csv --labelled"),
      fileCalled("L-names-far.csv", "id\ncat.png\ndog.png\n"),
    ],
  ],
  [
    "a labelled id twice",
    1,
    /L-twice\.csv, line 4: an item must be labelled once; "3" stands in line 2 too/,
    () => [...words("--embeddings E.npy --labelled"), fileCalled("L-twice.csv", "id\n3\n4\n3\n")],
  ],
  [
    "labels without a column id",
    1,
    /must have a column "id"; its first line has "name"/,
    () => [...words("--embeddings E.npy --labelled"), fileCalled("L-headless.csv", "name\n3\n")],
  ],
  [
    "an empty label",
    1,
    /line 3: a label must not be empty/,
    () => [...words("--embeddings E.npy --labelled"), fileCalled("L-empty.csv", "id,label\n3,cat\n4,\n")],
  ],
  [
    "a label beyond the classes",
    1,
    /line 2: a label must be the number of one of the 3 classes.*got 3/,
    () => [
      ...words("--embeddings E.npy --probabilities P.npy --labelled"),
      fileCalled("L-beyond.csv", "id,label\n3,3\n"),
    ],
  ],
  [
    "class names that fit no columns",
    1,
    /has 2 classes by name and the probabilities have 3 columns: .*--classes A,B,C/,
    () => [
      ...words("--embeddings E.npy --probabilities P.npy --labelled"),
      fileCalled("L-two.csv", "id,label\n3,cat\n4,dog\n"),
    ],
  ],
  [
    "NaN in an item",
    1,
    /embeddings of item "5" must be finite; got NaN in column 2/,
    () => withValue("E-nan.npy", 5 * dimensions + 2, NaN),
  ],
  [
    "numbers that are objects",
    1,
    /numpy type "\|O" \(Python objects\)/,
    () => {
      const bytes = readFileSync(join(home, "E.npy"));
      writeFileSync(
        join(home, "E-objects.npy"),
        Buffer.from(bytes.toString("latin1").replace("'<f4'", "'|O' "), "latin1"),
      );
      return words("--embeddings E-objects.npy");
    },
  ],
  [
    "a truncated file",
    1,
    /E-cut\.npy is truncated: 120 x 6 of 32-bit floats takes 3008 bytes, the file has 1000/,
    () => {
      writeFileSync(join(home, "E-cut.npy"), readFileSync(join(home, "E.npy")));
      truncateSync(join(home, "E-cut.npy"), 1000);
      return words("--embeddings E-cut.npy");
    },
  ],
  [
    "embeddings with three dimensions",
    1,
    /Q\.npy must be shaped \(n, dimensions\) to be the embeddings.*got 4 x 120 x 3/,
    () => words("--embeddings Q.npy"),
  ],
  [
    "an archive without a name",
    1,
    /holds the arrays features, other; name one of them/,
    () => words("--embeddings both.npz"),
  ],
  [
    "a batch too large",
    1,
    /--batch must be an integer in \[1, 117\]; got 118\. The pool has 117 unlabelled items/,
    () => words("--embeddings E.npy --labelled L.csv --batch 118"),
  ],
  [
    "no batch",
    2,
    /--batch must be an integer at least 1; got "0"/,
    () => words("--embeddings E.npy --batch 0"),
  ],
  [
    "an unknown strategy",
    2,
    /--strategy: A strategy must be one of random, .*; got "core-sett"\. Correct the name\. Did you mean core-set\?/,
    () => words("--embeddings E.npy --strategy core-sett"),
  ],
  [
    "an unknown parameter",
    2,
    /core-set has no parameter "radius"; it takes subset/,
    () => words("--embeddings E.npy --param radius=1"),
  ],
  [
    "a parameter out of range",
    2,
    /subset parameter of core-set must be a number in \(0, 1\]; got 2/,
    () => words("--embeddings E.npy --param subset=2"),
  ],
  [
    "a parameter without a value",
    2,
    /--param must be NAME=VALUE/,
    () => words("--embeddings E.npy --param subset"),
  ],
  [
    "an unknown signal",
    2,
    /got "predicted-loss"|got "predictedloss"\. Did you mean predictedLoss\?/,
    () => words("--embeddings E.npy --signal predictedloss=loss.npy"),
  ],
  [
    "an unmet need",
    1,
    /core-set needs embeddings, and there are none; .*--embeddings E\.npy/,
    () => words("--probabilities P.npy"),
  ],
  [
    "labels that are needed",
    1,
    /needs labels, and there are none; give a column label beside id/,
    () => [
      ...words("--embeddings E.npy --probabilities P.npy --signal passes=Q.npy --signal committee=Q.npy"),
      ...words("--signal lastLayer=W.npz --signal predictedLoss=loss.npy --labelled"),
      fileCalled("L-plain.csv", "id\n3\n4\n"),
      "--strategy",
      strategies.find(({ needs }) => needs.includes("labels"))!.name,
    ],
  ],
  [
    "a mixture that is not JSON",
    1,
    /mix-broken\.json must be JSON; it is not/,
    () => ["--embeddings", "E.npy", "--config", fileCalled("mix-broken.json", "{ terms")],
  ],
  [
    "a mixture of something unknown",
    1,
    /mix-odd\.json: An objective must be one of entropy, .*; got "luck"/,
    () => ["--config", fileCalled("mix-odd.json", '{ "terms": [{ "objective": "luck" }] }')],
  ],
  [
    "a mixture with numbers of another pool",
    1,
    /P\.npy has 120, loss-short\.csv has 2/,
    () => {
      fileCalled("loss-short.csv", "1\n2\n");
      const term = { objective: "weights", name: "w", file: "loss-short.csv" };
      return [
        "--probabilities",
        "P.npy",
        "--config",
        fileCalled("mix-short.json", JSON.stringify({ terms: [term] })),
      ];
    },
  ],
  [
    "a strategy and a mixture",
    2,
    /Give one of --strategy NAME and --config MIX\.json; got both/,
    () => words("--strategy core-set --config mix.json"),
  ],
  ["no items at all", 1, /core-set needs embeddings/, () => []],
  [
    "a folder that is not there",
    1,
    /The folder nowhere of --out must be there; it is not/,
    () => words("--embeddings E.npy --out nowhere/p.csv"),
  ],
  [
    "an output that is a folder",
    1,
    /taken\.csv is a folder: choose another --out/,
    () => {
      mkdirSync(join(home, "taken.csv"));
      return words("--embeddings E.npy --out taken.csv");
    },
  ],
  [
    "an output that is an input",
    1,
    /L\.csv is an input: choose another --out/,
    () => words("--embeddings E.npy --labelled L.csv --out L.csv"),
  ],
  [
    "more than the memory holds",
    1,
    /core-set on 500000000 items needs 1080 GB for its inputs and 20 GB beside them; .* GB are free\. .*--force/,
    async () => {
      await writeNpy(join(home, "E-huge.npy"), { shape: [0, 512], data: new Float32Array(0) });
      const header = Buffer.from(
        bytesOf("E-huge.npy").replace("(0, 512), }        ", "(500000000, 512), }"),
        "latin1",
      );
      writeFileSync(join(home, "E-huge.npy"), header);
      truncateSync(join(home, "E-huge.npy"), 128 + 5e8 * 512 * 4); // a hole in the file
      return words("--embeddings E-huge.npy");
    },
  ],
];

test.each(refusals)(
  "%s: one clear sentence, exit code %i, nothing written",
  async (name, code, wanted, make) => {
    const given = await make();
    const out = `refused-${name.replaceAll(" ", "-")}.csv`;
    const missing = (flag: string, value: string): string[] => (given.includes(flag) ? [] : [flag, value]);
    const before = readdirSync(home).length;
    const outcome = select(
      ...given,
      ...(given.includes("--config") ? [] : missing("--strategy", "core-set")),
      ...missing("--batch", "4"),
      ...missing("--out", out),
    );
    expect(outcome.err).toMatch(wanted);
    expect(outcome.err).not.toMatch(/\n\s+at |internal:/);
    expect(outcome.code).toBe(code);
    expect(existsSync(join(home, out))).toBe(false);
    expect(readdirSync(home).length).toBe(before);
  },
);

test.skipIf(process.platform === "win32" || process.getuid?.() === 0 /* root may write anywhere */)(
  "a folder that cannot be written to is refused before the work",
  () => {
    mkdirSync(join(home, "locked"), { mode: 0o555 });
    const { code, err } = select(...usual, "--out", "locked/p.csv");
    expect(err).toMatch(/locked must be a folder that can be written to; it is not \(EACCES\)/);
    expect(code).toBe(1);
  },
);

test.skipIf(process.platform !== "linux" /* /proc is there alone */)(
  "a folder that takes no files is refused before the work",
  () => {
    const { code, err } = select(...usual, "--out", "/proc/p.csv");
    expect(err).toMatch(/\/proc must be a folder that can be written to; it is not/);
    expect(code).toBe(1);
  },
);

/** Embeddings that keep one thread busy for a while. */
async function slowCommand(out: string): Promise<string[]> {
  const rows = 30_000;
  if (!existsSync(join(home, "E-large.npy"))) {
    const draw = generator(keyFrom("large"));
    const data = Float32Array.from({ length: rows * 64 }, () => draw.normal());
    await writeNpy(join(home, "E-large.npy"), { shape: [rows, 64], data });
  }
  mkdirSync(join(home, out), { recursive: true });
  return words(
    `select --embeddings E-large.npy --strategy core-set --batch 29000 --out ${out}/picks.csv --threads 1`,
  );
}

test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
  "%s in the middle leaves no half file",
  async (signal) => {
    const out = `stopped-${signal}`;
    const { child, ended } = querent.start(...(await slowCommand(out)));
    const begun = new Promise<void>((resolve) =>
      child.stdout!.on("data", (said: Buffer) => said.toString().includes("Ctrl-C stops") && resolve()),
    );
    await begun;
    await sleep(300);
    child.kill(signal);
    const { code, err } = await ended;
    expect(readdirSync(join(home, out))).toEqual([]);
    if (signal === "SIGKILL") return;
    expect(code).toBe(130);
    expect(err).toMatch(/querent: Stopped\. Nothing was written\.\n$/);
  },
);

function fileCalled(name: string, content: string): string {
  appendFileSync(join(home, name), content);
  return name;
}

async function withValue(name: string, at: number, value: number): Promise<string[]> {
  const data = embeddings.data.slice();
  data[at] = value;
  await writeNpy(join(home, name), { shape: [items, dimensions], data });
  return ["--embeddings", name];
}
