/** `querent select` on boxes and heat maps from files: the picks are those of the library, and bad files are refused. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  boxBadge,
  boxDropout,
  boxFlipConsistency,
  generator,
  jointDropout,
  jointFlipConsistency,
  keyFrom,
  localisationStability,
  matrix,
  type Detections,
  type HeatMaps,
  type SelectionRequest,
  type Signals,
} from "@querent/core";
import { readCsvText, writeNpy, writeNpz } from "@querent/formats";
import { querentIn, type QuerentIn } from "./querent-in.ts";

const items = 60;
const draw = generator(keyFrom("boxes"));
let home: string;
let querent: QuerentIn;

function detections(): Detections {
  const starts = Int32Array.from({ length: items + 1 }, (_, i) => Math.floor((5 * i) / 3));
  const boxes = starts[items];
  const probabilities = matrix(boxes, 4);
  for (let box = 0; box < boxes; box += 1) {
    const weights = Array.from({ length: 4 }, () => 0.02 + draw.uniform());
    const sum = weights.reduce((a, b) => a + b);
    weights.forEach((weight, c) => (probabilities.data[4 * box + c] = weight / sum));
  }
  return {
    starts,
    corners: Float32Array.from({ length: 4 * boxes }, (_, i) => 30 * draw.uniform() + (i % 4 > 1 ? 30 : 0)),
    probabilities,
  };
}

function normals(length: number): Float32Array {
  return Float32Array.from({ length }, () => draw.normal());
}

const maps = (): HeatMaps => ({ rows: items, joints: 2, height: 8, width: 6, data: normals(items * 2 * 48) });
const found = detections();
const signals = {
  detections: found,
  boxEmbeddings: { rows: found.probabilities.rows, cols: 5, data: normals(found.probabilities.rows * 5) },
  flippedDetections: detections(),
  noisyDetections: [detections(), detections(), detections()],
  detectionPasses: [detections(), detections()],
  heatMaps: maps(),
  flippedHeatMaps: maps(),
  pointPasses: { members: 4, rows: items, joints: 2, data: normals(4 * items * 4) },
} satisfies Signals;

const files = {
  detections: "D.npz",
  boxEmbeddings: "B.npy",
  flippedDetections: "F.npz",
  noisyDetections: "N0.npz,N1.npz,N2.npz",
  detectionPasses: "P0.npz,P1.npz",
  heatMaps: "H.npy",
  flippedHeatMaps: "G.npy",
  pointPasses: "X.npy",
} as const;

async function writeBoxes(name: string, { starts, corners, probabilities }: Detections): Promise<void> {
  const { rows, cols, data } = probabilities;
  await writeNpz(join(home, name), {
    starts: { shape: [starts.length], data: starts },
    corners: { shape: [rows, 4], data: corners },
    probabilities: { shape: [rows, cols], data },
  });
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "querent-boxes-"));
  querent = querentIn(home);
  const at = (name: string): string => join(home, name);
  await writeBoxes("D.npz", signals.detections);
  await writeBoxes("F.npz", signals.flippedDetections);
  for (const [i, one] of signals.noisyDetections.entries()) await writeBoxes(`N${i}.npz`, one);
  for (const [i, one] of signals.detectionPasses.entries()) await writeBoxes(`P${i}.npz`, one);
  const { boxEmbeddings, heatMaps, flippedHeatMaps, pointPasses } = signals;
  await writeNpy(at("B.npy"), { shape: [boxEmbeddings.rows, 5], data: boxEmbeddings.data });
  await writeNpy(at("H.npy"), { shape: [items, 2, 8, 6], data: heatMaps.data });
  await writeNpy(at("G.npy"), { shape: [items, 2, 8, 6], data: flippedHeatMaps.data });
  await writeNpy(at("X.npy"), { shape: [4, items, 2, 2], data: pointPasses.data });
});

afterAll(() => rmSync(home, { recursive: true }));

/** One strategy for each way in which signals are read; the rest differs only in what is done with them. */
const strategies = [
  boxBadge,
  boxFlipConsistency,
  localisationStability,
  boxDropout,
  jointFlipConsistency,
  jointDropout,
];

test("strategies of boxes and joints pick from files what they pick in the library", async () => {
  const request: SelectionRequest = {
    ids: Array.from({ length: items }, (_, i) => String(i)),
    labelled: new Int32Array(0),
    candidates: Int32Array.from({ length: items }, (_, i) => i),
    batchSize: 4,
    key: keyFrom(3),
  };
  for (const strategy of strategies) {
    const given = strategy.needs.flatMap((need) => [
      "--signal",
      `${need}=${files[need as keyof typeof files]}`,
    ]);
    const rest = `--strategy ${strategy.name} --batch 4 --seed 3 --out ${strategy.name}.csv`.split(" ");
    expect(querent.run("select", ...given, ...rest)).toMatchObject({ code: 0 });
    const { columns } = await readCsvText(join(home, `${strategy.name}.csv`), ["id"]);
    const { picks } = await strategy.select(signals, request);
    expect(columns.id, strategy.name).toEqual(Array.from(picks, String));
  }
}, 120_000);

test("the manifest names every file of a list", () => {
  const manifest = JSON.parse(readFileSync(join(home, "localisation-stability.manifest.json"), "utf8")) as {
    inputs: Record<string, unknown>;
  };
  expect(Object.keys(manifest.inputs)).toEqual([
    "detections",
    "noisyDetections.0",
    "noisyDetections.1",
    "noisyDetections.2",
  ]);
});

test("bad files are refused", async () => {
  const refused = (words: string, message: RegExp): void => {
    const { code, err } = querent.run("select", ...words.split(" "), "--batch", "2", "--out", "bad.csv");
    expect(code).toBe(1);
    expect(err).toMatch(message);
  };
  refused(
    "--signal detections=H.npy --strategy box-entropy",
    /H\.npy must be an \.npz archive with the arrays starts/,
  );
  refused("--signal heatMaps=B.npy --strategy joint-entropy", /must be shaped \(n, joints, height, width\)/);
  refused(
    "--signal heatMaps=H.npy --strategy box-entropy",
    /box-entropy needs boxes found, and there are none; replay a detector/,
  );
  await writeBoxes("half.npz", { ...found, starts: found.starts.slice(0, items) });
  refused(
    "--signal detections=half.npz --strategy box-entropy",
    /starts of the boxes found must be 60 numbers/,
  );
  await writeBoxes("swapped.npz", { ...found, corners: found.corners.toReversed() });
  refused(
    "--signal detections=swapped.npz --strategy box-entropy",
    /corners .* must be finite with x1 <= x2/,
  );
});
