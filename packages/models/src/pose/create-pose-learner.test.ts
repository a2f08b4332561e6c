import { keyFrom, rankingAccuracy, type TruePoses } from "@querent/core";
import { createSession, type Tensor } from "@querent/graph";
import { relativeDifference, runFile } from "@querent/graph/testing";
import { afterAll, describe, expect, it } from "vitest";
import { syntheticPoses, syntheticSkeleton } from "../../test/synthetic-poses.ts";
import { createPoseLearner } from "./create-pose-learner.ts";
import { paperHourglass } from "./networks/paper-hourglass.ts";
import type { PoseLearner, PoseSettings, TrainedPoseNetwork } from "./pose-contract.ts";
import { poseNetworks } from "./networks/pose-networks.ts";
import { poseRecipeNamed } from "./recipes.ts";

const settings: PoseSettings = {
  network: "compact",
  recipe: "cpu",
  skeleton: syntheticSkeleton,
  height: 32,
  width: 32,
  channels: 3,
  normalisation: { mean: [0.2, 0.15, 0.15], std: [0.25, 0.1, 0.2] },
  provider: "cpu",
  threads: 1,
};
const opened: { release(): Promise<void> }[] = [];
const make = (changes: Partial<PoseSettings> = {}): PoseLearner => {
  const learner = createPoseLearner({ ...settings, ...changes }, createSession);
  opened.push(learner);
  return learner;
};
const key = keyFrom(1);

afterAll(async () => {
  for (const each of opened) await each.release();
});

const bytes = ({ data }: Tensor): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function expectSameWeights(a: TrainedPoseNetwork, b: TrainedPoseNetwork): void {
  expect([...a.weights.keys()]).toEqual([...b.weights.keys()]);
  for (const [name, tensor] of a.weights)
    expect(Buffer.compare(bytes(tensor), bytes(b.weights.get(name)!)), name).toBe(0);
}

/** Mean distance of found from true points, in pixels. */
function meanDistance(
  found: readonly { readonly points: Float64Array }[],
  truth: readonly TruePoses[],
): number {
  let sum = 0;
  found.forEach(({ points }, item) => {
    for (let at = 0; at < points.length; at += 2)
      sum += Math.hypot(points[at] - truth[item].points[at], points[at + 1] - truth[item].points[at + 1]);
  });
  return sum / (found.length * syntheticSkeleton.joints.length);
}

describe("createPoseLearner", () => {
  it("learns to find joints in crops that it has not seen, hidden ones left out", async () => {
    const learner = make({ epochs: 45 });
    expect(learner.stepsFor(48)).toBe(135);
    const train = syntheticPoses(48, 1, { hidden: true });
    const trained = await learner.train({ ...train, key });
    const test = syntheticPoses(32, 2);
    const plain = await trained.predict(test.images, test.indices);
    const flipped = await trained.predict(test.images, test.indices, { flipTest: true });
    expect(meanDistance(plain.found, test.truth)).toBeLessThan(4);
    expect(meanDistance(flipped.found, test.truth)).toBeLessThan(4);
    const mirrored = await trained.predict(test.images, test.indices, { view: { mirrored: true } });
    expect(meanDistance(mirrored.found, test.truth)).toBeLessThan(4);
    const both = plain.heatMaps.data.map((value, at) => (value + mirrored.heatMaps.data[at]) / 2);
    expect(flipped.heatMaps.data).toEqual(both);
    expect(flipped.embeddings).toEqual(plain.embeddings);
    expect(plain.heatMaps).toMatchObject({ rows: 32, joints: 3, height: 8, width: 8 });
    expect([plain.embeddings.rows, plain.embeddings.cols]).toEqual([32, 64]);
    const losses = await trained.losses(test);
    expect(losses.every((loss) => loss > 0 && loss < Math.PI / 64)).toBe(true);
    const { found } = plain;
    found.forEach(({ scores, jointScores }) => {
      expect(scores[0]).toBeCloseTo((jointScores[0] + jointScores[1] + jointScores[2]) / 3, 12);
    });
    await trained.release();
    await expect(trained.predict(test.images, test.indices)).rejects.toThrow(
      "A released model cannot predict",
    );
  }, 300_000);

  it("predicts higher losses where joints cannot be seen", async () => {
    const trained = await make({ epochs: 50 }).train({
      ...syntheticPoses(32, 11, { blank: true }),
      key,
      module: "ranking",
    });
    const test = syntheticPoses(32, 12, { blank: true });
    const { predictedLoss } = await trained.predict(test.images, test.indices);
    expect(rankingAccuracy(predictedLoss!, await trained.losses(test))).toBeGreaterThan(0.6);
    const [seen, blank] = [0, 1].map((part) => [...predictedLoss!].filter((_, at) => at % 2 === part));
    const below = seen.reduce((sum, low) => sum + blank.filter((high) => high > low).length, 0);
    expect(below / (seen.length * blank.length)).toBeGreaterThan(0.8);
    await trained.release();
  }, 300_000);

  it("gives the loss that its own maps have", async () => {
    const data = syntheticPoses(5, 3, { hidden: true });
    const trained = await make({ epochs: 20 }).train({ ...data, key });
    const some = Int32Array.of(3, 0, 4);
    const { heatMaps } = await trained.predict(data.images, some);
    const losses = await trained.losses({ ...data, indices: some });
    const { hillWeight } = poseRecipeNamed("cpu");
    some.forEach((item, at) => {
      const { points, visibility } = data.truth[item];
      let [sum, joints] = [0, 0];
      for (let joint = 0; joint < 3; joint++) {
        if (visibility[joint] === 0) continue;
        joints++;
        const [x, y] = [points[2 * joint] - 8, points[2 * joint + 1] - 8].map((value) => value / 4);
        for (let place = 0; place < 64; place++) {
          const [column, row] = [place % 8, Math.floor(place / 8)];
          const near = Math.abs(column - Math.floor(x)) <= 3 && Math.abs(row - Math.floor(y)) <= 3;
          const hill = near ? Math.exp(-((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2) / 2) : 0;
          sum += ((1 + hillWeight * hill) * (heatMaps.data[(at * 3 + joint) * 64 + place] - hill) ** 2) / 64;
        }
      }
      expect(losses[at]).toBeCloseTo(sum / joints, 5);
    });
    await trained.release();
  });

  it("predicts an item the same whatever stands beside it", async () => {
    const data = syntheticPoses(40, 4);
    const trained = await make({ epochs: 1 }).train({ ...data, key, module: "mse" });
    const all = await trained.predict(data.images, data.indices);
    const few = await trained.predict(data.images, Int32Array.of(39, 7));
    expect(few.found).toEqual([all.found[39], all.found[7]]);
    expect([...few.predictedLoss!]).toEqual([all.predictedLoss![39], all.predictedLoss![7]]);
    const none = await trained.predict(data.images, new Int32Array(0));
    expect(none.found).toEqual([]);
    await expect(
      trained.predict(data.images, data.indices, { abort: { aborted: true } }),
    ).rejects.toMatchObject({ name: "AbortError" });
    await trained.release();
  });

  it("drops channels by key in training, and when asked for a pass, the same for every item", async () => {
    const data = syntheticPoses(34, 10);
    const learner = make({ network: "compact-dropout", epochs: 8 });
    expect(learner.dropoutRate).toBe(0.2);
    expect(make().dropoutRate).toBeUndefined();
    const trained = await learner.train({ ...data, key });
    expectSameWeights(trained, await learner.train({ ...data, key }));
    const pass = async (indices: Int32Array, seed: number) =>
      (await trained.predict(data.images, indices, { view: { dropout: keyFrom(seed) } })).heatMaps;
    const [one, again, other] = [
      await pass(data.indices, 1),
      await pass(Int32Array.of(33), 1),
      await pass(data.indices, 2),
    ];
    expect(again.data).toEqual(one.data.slice(33 * 192));
    expect(other.data).not.toEqual(one.data);
    const { heatMaps } = await trained.predict(data.images, data.indices);
    expect(heatMaps.data).not.toEqual(one.data);
    await trained.release();
    const plain = await make({ epochs: 1 }).train({ ...data, key });
    await expect(plain.predict(data.images, data.indices, { view: { dropout: key } })).rejects.toThrow(
      'The network "compact" has no dropout to leave on.',
    );
    await plain.release();
  }, 300_000);

  it("goes on from a saved state to the same weights, bit for bit, before and after the cut", async () => {
    const data = syntheticPoses(9, 5, { hidden: true }); // batches of 8, one an epoch
    const learner = make({ epochs: 10 }); // cut after 6
    const request = { ...data, key, module: "ranking" } as const;
    const states: Uint8Array[] = [];
    const save = (state: Uint8Array): void => void states.push(state);
    const whole = await learner.train({ ...request, checkpoint: { everySteps: 4, save } });
    expect(states).toHaveLength(2);
    for (const resume of states) {
      const resumed = await learner.train({ ...request, resume });
      expectSameWeights(resumed, whole);
      expect(resumed.finalLoss).toBe(whole.finalLoss);
    }
    const truth = data.truth.map((pose) => ({ ...pose, points: pose.points.map((value) => value + 1) }));
    await expect(learner.train({ ...request, truth, resume: states[0] })).rejects.toThrow("Start anew");
    await expect(
      make({ epochs: 10, moduleWeight: 1 }).train({ ...request, resume: states[0] }),
    ).rejects.toThrow("Start anew");
  }, 300_000);

  it("learns nothing from the points of joints that are not annotated, nor from other items", async () => {
    const data = syntheticPoses(12, 6, { hidden: true });
    const indices = Int32Array.of(0, 3, 6, 7, 9, 1);
    const learner = make({ epochs: 3 });
    const a = await learner.train({ ...data, indices, key });
    const truth = data.truth.map((pose, item) => {
      if (!indices.includes(item)) return { ...pose, visibility: new Uint8Array(3) };
      const points = pose.points.map((value, at) => (pose.visibility[at >> 1] === 0 ? Number.NaN : value));
      return { ...pose, points };
    });
    expectSameWeights(a, await learner.train({ ...data, truth, indices, key }));
  });

  it("leaves as a file that gives the same maps and predicted losses for any number of images", async () => {
    const data = syntheticPoses(6, 7);
    const trained = await make({ epochs: 15 }).train({ ...data, key, module: "ranking" });
    const { heatMaps, embeddings, predictedLoss } = await trained.predict(data.images, data.indices);
    const pixels = new Float32Array(6 * 3 * 32 * 32); // (N, C, H, W) in [0, 1]
    for (let item = 0; item < 6; item++)
      for (let at = 0; at < 1024; at++)
        for (let c = 0; c < 3; c++) {
          const [row, column] = [8 + Math.floor(at / 32), 8 + (at % 32)];
          const byte = data.images.data[((item * 48 + row) * 48 + column) * 3 + c];
          pixels[(item * 3 + c) * 1024 + at] = byte / 255;
        }
    const file = await trained.exportOnnx();
    const scored = await runFile(file, { images: { shape: [6, 3, 32, 32], data: pixels } });
    expect(Object.keys(scored)).toEqual(["heat_maps", "embedding", "predicted_loss"]);
    expect(scored.heat_maps.shape).toEqual([6, 3, 8, 8]);
    expect(relativeDifference(scored.heat_maps.data, heatMaps.data)).toBeLessThan(1e-5);
    expect(relativeDifference(scored.embedding.data, embeddings.data)).toBeLessThan(1e-5);
    expect(relativeDifference(scored.predicted_loss.data, predictedLoss!)).toBeLessThan(1e-5);
    await trained.release();
  }, 300_000);

  it("trains the paper's network by the paper's recipe, here a narrow one", async () => {
    const narrow = { ...paperHourglass(2, 8), name: "narrow" };
    const known = [...poseNetworks, narrow];
    const learner = createPoseLearner(
      { ...settings, network: "narrow", recipe: "paper", height: 64, width: 64, epochs: 4 },
      createSession,
      known,
    );
    const data = syntheticPoses(6, 8);
    const larger = { ...data, images: enlarged(data.images) };
    const losses: number[] = [];
    const trained = await learner.train({
      ...larger,
      key,
      module: "ranking",
      progress: ({ loss }) => void losses.push(loss),
    });
    expect(learner.batchSizeFor(22_246)).toBe(6);
    expect(losses).toHaveLength(4);
    expect(losses[3]).toBeLessThan(losses[0]);
    const { heatMaps } = await trained.predict(larger.images, data.indices);
    expect([heatMaps.height, heatMaps.width]).toEqual([16, 16]);
    for (const each of [trained, learner]) await each.release();
  }, 300_000);

  it("refuses what it cannot train on", async () => {
    const learner = make();
    const data = syntheticPoses(4, 9);
    const train = (changes: object) => learner.train({ ...data, key, ...changes });
    const with0 = (changes: Partial<TruePoses>) =>
      train({ truth: [{ ...data.truth[0], ...changes }, ...data.truth.slice(1)] });
    await expect(train({ indices: Int32Array.of(1) })).rejects.toThrow("at least two labelled items");
    await expect(train({ indices: Int32Array.of(1, 4) })).rejects.toThrow("got 4 at place 1");
    await expect(train({ truth: data.truth.slice(1) })).rejects.toThrow("got 3 for 4 images");
    await expect(with0({ count: 2 })).rejects.toThrow("one pose an image; got 2 in image 0");
    await expect(with0({ points: new Float64Array(8) })).rejects.toThrow(
      "3 joints of the skeleton; got 4 points",
    );
    await expect(with0({ visibility: Uint8Array.of(2, 3, 2) })).rejects.toThrow(
      "got 3 for joint 1 of image 0",
    );
    await expect(with0({ visibility: new Uint8Array(3) })).rejects.toThrow("image 0 has none");
    await expect(with0({ points: Float64Array.of(1, 2, Number.NaN, 2, 1, 1) })).rejects.toThrow(
      "got (NaN, 2) for joint 1 of image 0",
    );
    const { images } = data;
    await expect(train({ images: { ...images, height: 24 } })).rejects.toThrow(
      "Images must be at least 32 x 32 pixels of 3 channels, as the pose network was made; got 24 x 48 x 3.",
    );
    await expect(train({ images: { ...images, data: new Uint8Array(7) } })).rejects.toThrow("bytes; got 7");
    const { skeleton } = settings;
    expect(() => make({ skeleton: { ...skeleton, mirrored: Int32Array.of(1, 2, 0) } })).toThrow(
      "the joint again; got [1,2,0]",
    );
    expect(() => make({ skeleton: { ...skeleton, bones: [[0, 3]] } })).toThrow("got [0,3]");
    expect(() => make({ skeleton: { joints: [], bones: [], mirrored: new Int32Array(0) } })).toThrow(
      "at least one joint",
    );
    expect(() => make({ moduleWeight: 0 })).toThrow("moduleWeight must be a positive number; got 0.");
    expect(() => make({ recipe: "fast" })).toThrow('no recipe "fast"; there are: cpu, paper');
    expect(() => make({ normalisation: { mean: [0], std: [1] } })).toThrow("Normalisation needs 3");
  });
});

/** Every pixel four times, 96 x 96. */
function enlarged(images: ReturnType<typeof syntheticPoses>["images"]) {
  const [side, data] = [96, new Uint8Array(images.count * 96 * 96 * 3)];
  for (let at = 0; at < data.length; at++) {
    const [c, pixel] = [at % 3, Math.floor(at / 3)];
    const [item, row, column] = [Math.floor(pixel / 9216), Math.floor(pixel / 96) % 96, pixel % 96];
    data[at] = images.data[((item * 48 + (row >> 1)) * 48 + (column >> 1)) * 3 + c];
  }
  return { ...images, height: side, width: side, data };
}
