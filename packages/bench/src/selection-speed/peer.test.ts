import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plainKernels } from "@querent/core";
import { readNpy } from "@querent/formats";
import { expect, test } from "vitest";
import { pythonCommand, startPeer } from "../peer-process.ts";
import { withPeer, type SpeedCase } from "./cases.ts";
import { dataOf } from "./data.ts";

const hasPeers = spawnSync(pythonCommand, ["-c", "import numpy, scipy, sklearn"]).status === 0;

test("the Python peers pick and find what the definition does", async (context) => {
  if (!hasPeers)
    context.skip(`${pythonCommand} has no numpy, scipy and scikit-learn (Debian: python3-sklearn)`);
  const folder = mkdtempSync(join(tmpdir(), "selection-speed-"));
  const peer = startPeer("selection_speed.py");
  try {
    peer.send({ threads: 1 });
    await peer.answers.next();
    const answers = new Map<string, number[]>();
    const sizes = {
      data: "clustered",
      items: 300,
      dimensions: 20,
      batch: 12,
      classes: 5,
      neighbours: 4,
    } as const;
    for (const part of withPeer) {
      const of: SpeedCase = { part, ...sizes };
      peer.send({ of, files: await dataOf(of, folder) });
      answers.set(part, ((await peer.answers.next()).value as { picks: number[] }).picks);
    }
    const { data } = await readNpy(join(folder, "clustered-300x20.npy"));
    const points = { rows: 300, cols: 20, data };
    const all = Int32Array.from({ length: 300 }, (_, i) => i);
    const unseen = async (): Promise<void> => {};
    const { places } = await plainKernels.farthestFirst(points, all, new Int32Array(0), 12, unseen);
    expect(answers.get("k-center")).toEqual(Array.from(places));
    const { rows } = await plainKernels.neighbours(points, all, all, 4, unseen);
    expect(answers.get("neighbours")).toEqual(Array.from(rows));
    for (const part of ["badge", "facility-location"]) expect(new Set(answers.get(part)).size).toBe(12);
  } finally {
    await peer.close();
    rmSync(folder, { recursive: true });
  }
});
