import { accuracy, argmaxRows, keyFrom, logitsOf, row, softmaxInPlace, takeRows } from "@querent/core";
import { createSession, type Tensor } from "@querent/graph";
import { afterAll, describe, expect, it } from "vitest";
import { syntheticImages } from "../../test/synthetic-images.ts";
import type { Classifier, ClassifierSettings, TrainedClassifier } from "./classifier-contract.ts";
import type { Compile } from "../training/compiled-steps.ts";
import { createClassifier } from "./create-classifier.ts";

const settings: ClassifierSettings = {
  network: "small",
  recipe: "cpu",
  classes: 3,
  height: 8,
  width: 8,
  channels: 1,
  normalisation: { mean: [0.3], std: [0.25] },
  provider: "cpu",
  threads: 1,
};
const opened: { release(): Promise<void> }[] = [];
const make = (changes: Partial<ClassifierSettings> = {}, compile: Compile = createSession): Classifier => {
  const classifier = createClassifier({ ...settings, ...changes }, compile);
  opened.push(classifier);
  return classifier;
};
const key = keyFrom(1);

function expectSameWeights(a: TrainedClassifier, b: TrainedClassifier): void {
  expect([...a.weights.keys()]).toEqual([...b.weights.keys()]);
  for (const [name, { data }] of a.weights)
    expect(Buffer.compare(bytes(data), bytes(b.weights.get(name)!.data)), name).toBe(0);
}

function bytes(data: Tensor["data"]): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Compiles on ONNX Runtime and keeps copies of what every run is fed. */
function recording(): { compile: Compile; runs: Record<string, Tensor>[] } {
  const runs: Record<string, Tensor>[] = [];
  return {
    runs,
    async compile(program, options) {
      const session = await createSession(program, options);
      return {
        release: () => session.release(),
        run(feeds, fetch) {
          const copies = Object.entries(feeds).map(([name, { shape, data }]) => [
            name,
            { shape, data: data.slice() },
          ]);
          runs.push(Object.fromEntries(copies) as Record<string, Tensor>);
          return session.run(feeds, fetch);
        },
      };
    },
  };
}

afterAll(async () => {
  for (const each of opened) await each.release();
});

describe("createClassifier", () => {
  it("restores a model from its weights, and refuses those of another", async () => {
    const classifier = make({ epochs: 2 });
    const train = syntheticImages(24, 3);
    for (const module of [undefined, "ranking"] as const) {
      const trained = await classifier.train({ ...train, key, module });
      const restored = classifier.restore(trained.weights);
      expect(await restored.predict(train.images, train.indices)).toEqual(
        await trained.predict(train.images, train.indices),
      );
      expect(restored.hasModule).toBe(module !== undefined);
      const wider = make({ classes: 4 });
      expect(() => wider.restore(trained.weights)).toThrow(
        '"head.weight" must have shape [128,4]; got [128,3]',
      );
    }
    expect(() => classifier.restore(new Map())).toThrow(
      '"conv1.weight" must have shape [3,3,1,32]; it is missing',
    );
  });

  it("tells the loss of each item as it is minimised: the cross-entropy of its own predictions", async () => {
    const classifier = make({ network: "small-dropout", epochs: 3 });
    const train = syntheticImages(24, 3);
    const trained = await classifier.train({ ...train, key });
    const some = Int32Array.of(3, 0, 17, 17, 9);
    const { probabilities } = await trained.predict(train.images, some);
    const losses = await trained.losses({ ...train, indices: some });
    expect(losses.length).toBe(5);
    some.forEach((item, at) =>
      expect(losses[at]).toBeCloseTo(-Math.log(row(probabilities, at)[train.labels[item]]), 4),
    );
  });

  it("learns a small set by heart, and items it has not seen", async () => {
    const classifier = make({ epochs: 60 });
    const train = syntheticImages(48, 3);
    const seen: number[] = [];
    const trained = await classifier.train({
      ...train,
      key,
      module: "ranking",
      progress: ({ step, steps, loss }) => {
        expect(steps).toBe(classifier.stepsFor(48));
        expect(loss).toBeGreaterThanOrEqual(0);
        seen.push(step);
      },
    });
    expect(seen).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
    expect(trained.finalLoss).toBeLessThan(0.2);
    const test = syntheticImages(150, 3, 9);
    const { probabilities, embeddings, predictedLoss } = await trained.predict(test.images, test.indices);
    for (let i = 0; i < 150; i += 1) {
      const again = softmaxInPlace(logitsOf(trained.lastLayer, row(embeddings, i), new Float64Array(3)));
      again.forEach((p, c) => expect(p).toBeCloseTo(probabilities.data[i * 3 + c], 5));
    }
    expect(accuracy(argmaxRows(probabilities), test.labels)).toBeGreaterThan(0.95);
    expect([embeddings.rows, embeddings.cols]).toEqual([150, 128]);
    expect(predictedLoss).toHaveLength(150);
    for (let i = 0; i < 150; i++) {
      const row = probabilities.data.subarray(i * 3, i * 3 + 3);
      expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    }
    await trained.release();
    await expect(trained.predict(test.images, test.indices)).rejects.toThrow(
      "A released model cannot predict",
    );
  });

  it("predicts an item the same whatever stands beside it", async () => {
    const trained = await make({ epochs: 2 }).train({ ...syntheticImages(40, 3), key, module: "ranking" });
    const { images, indices } = syntheticImages(140, 3, 4);
    const all = await trained.predict(images, indices);
    const some = Int32Array.of(139, 3, 70);
    const few = await trained.predict(images, some);
    expect(few.probabilities).toEqual(takeRows(all.probabilities, some));
    expect(few.embeddings).toEqual(takeRows(all.embeddings, some));
    expect([...few.predictedLoss!]).toEqual(Array.from(some, (item) => all.predictedLoss![item]));
    expect((await trained.predict(images, new Int32Array(0))).probabilities.rows).toBe(0);
    await trained.release();
  });

  it.each(["small-dropout", "resnet18"])(
    "trains %s to the same bits by the same key, and to others by another",
    async (network) => {
      const data = syntheticImages(10, 3);
      const classifier = make({ network, epochs: 3 });
      const [a, b] = [await classifier.train({ ...data, key }), await classifier.train({ ...data, key })];
      expectSameWeights(a, b);
      const other = await classifier.train({ ...data, key: keyFrom(2) });
      expect(other.weights.get("head.weight")).not.toEqual(a.weights.get("head.weight"));
      expect(a.hasModule).toBe(false);
      expect((await a.predict(data.images, data.indices)).predictedLoss).toBeUndefined();
      for (const each of [a, b, other]) await each.release();
    },
    120_000,
  );

  it("begins and feeds a network the same with the module and without", async () => {
    const network = "small-dropout";
    const data = syntheticImages(10, 3);
    const [without, along] = [recording(), recording()];
    await make({ network, epochs: 3 }, without.compile).train({ ...data, key });
    const trained = await make({ network, epochs: 3 }, along.compile).train({
      ...data,
      key,
      module: "ranking",
    });
    expect(without.runs).toHaveLength(3);
    for (const [name, tensor] of Object.entries(without.runs[0]))
      expect(along.runs[0][name], name).toEqual(tensor);
    without.runs.forEach((run, at) => {
      for (const name of [
        "images",
        "labels",
        "learningRate",
        ...("dropoutMask" in run ? ["dropoutMask"] : []),
      ])
        expect(along.runs[at][name], name).toEqual(run[name]);
    });
    expect(trained.hasModule).toBe(true);
    expect([...trained.weights.keys()].some((name) => name.startsWith("module."))).toBe(true);
  }, 120_000);

  it("goes on from a saved state to the same weights, bit for bit, before and after the cut", async () => {
    const data = syntheticImages(15, 3); // batches of 14, one an epoch
    const classifier = make({ network: "small-dropout", epochs: 10 }); // cut after 6
    const request = { ...data, key, module: "ranking" } as const;
    const states: Uint8Array[] = [];
    const whole = await classifier.train({
      ...request,
      checkpoint: { everySteps: 3, save: (s) => void states.push(s) },
    });
    expect(states).toHaveLength(3);
    for (const resume of states) {
      const steps: number[] = [];
      const resumed = await classifier.train({
        ...request,
        resume,
        progress: ({ step }) => steps.push(step),
      });
      expectSameWeights(resumed, whole);
      expect(resumed.finalLoss).toBe(whole.finalLoss);
      expect(steps[0]).toBe(3 * states.indexOf(resume) + 4);
    }
    await expect(classifier.train({ ...request, key: keyFrom(2), resume: states[0] })).rejects.toThrow(
      "Start anew",
    );
    await expect(classifier.train({ ...request, module: "mse", resume: states[0] })).rejects.toThrow(
      "Start anew",
    );
    await expect(
      classifier.train({ ...request, resume: whole.weights.size ? new Uint8Array(3) : states[0] }),
    ).rejects.toThrow("whole header");
  });

  it("stops between two steps when aborted, and stays usable", async () => {
    const classifier = make({ epochs: 50 });
    const data = syntheticImages(32, 3);
    const controller = new AbortController();
    let last = 0;
    const stopped = classifier.train({
      ...data,
      key,
      abort: controller.signal,
      progress: ({ step }) => {
        last = step;
        if (step === 4) controller.abort();
      },
    });
    await expect(classifier.train({ ...data, key })).rejects.toThrow("one model at a time");
    await expect(classifier.release()).rejects.toThrow("cannot be released while it trains");
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    expect(last).toBe(4);
    await expect(classifier.train({ ...data, key, abort: { aborted: true } })).rejects.toMatchObject({
      name: "AbortError",
    });
    const trained = await classifier.train({ ...data, key });
    await expect(trained.predict(data.images, data.indices, { aborted: true })).rejects.toMatchObject({
      name: "AbortError",
    });
    await trained.release();
  });

  it.each([2, 3, 7, 33])("trains on %i labels, with the squared error of the module too", async (count) => {
    const classifier = make({ epochs: 2 });
    const data = syntheticImages(count, 3);
    for (const module of ["ranking", "mse"] as const) {
      const { finalLoss } = await classifier.train({ ...data, key, module });
      expect(finalLoss).toBeGreaterThan(0);
    }
    expect(classifier.batchSizeFor(count)).toBe(Math.min(32, count - (count % 2)));
  });

  it("trains on the named items only", async () => {
    const data = syntheticImages(20, 3);
    const few = Int32Array.of(4, 9, 1, 17);
    const spoiled = { ...data.images, data: data.images.data.slice() };
    for (let item = 0; item < 20; item++)
      if (!few.includes(item)) spoiled.data.fill(255, item * 64, item * 64 + 64);
    const classifier = make({ epochs: 3 });
    const labels = Int32Array.from(data.labels, (label, item) => (few.includes(item) ? label : -1));
    const a = await classifier.train({ ...data, indices: few, key });
    const b = await classifier.train({ images: spoiled, labels, indices: few, key });
    expectSameWeights(a, b);
  });

  it("says so when the loss is no longer finite", async () => {
    const { compile } = recording();
    const broken: Compile = async (program, options) => {
      const session = await compile(program, options);
      return {
        ...session,
        run: (feeds) => session.run({ ...feeds, learningRate: { shape: [], data: Float32Array.of(1e30) } }),
      };
    };
    const classifier = make({ epochs: 20 }, broken);
    await expect(classifier.train({ ...syntheticImages(8, 3), key })).rejects.toThrow(
      "The loss must stay finite",
    );
  });

  it("refuses what it cannot train on", async () => {
    const classifier = make();
    const data = syntheticImages(6, 3);
    const train = (changes: object) => classifier.train({ ...data, key, ...changes });
    await expect(train({ indices: Int32Array.of(2) })).rejects.toThrow("at least two labelled items");
    await expect(train({ indices: Int32Array.of(2, 6) })).rejects.toThrow(
      "Indices must name images in [0, 6); got 6 at place 1.",
    );
    await expect(train({ labels: Int32Array.of(0, 1, 2, 3, 0, 1) })).rejects.toThrow("got 3 for image 3");
    await expect(train({ labels: Int32Array.of(0) })).rejects.toThrow("one label an image");
    await expect(train({ images: syntheticImages(6, 3, 0, 3).images })).rejects.toThrow(
      "Images must be 8 x 8 x 1",
    );
    await expect(train({ images: { ...data.images, data: new Uint8Array(5) } })).rejects.toThrow(
      "384 bytes; got 5",
    );
    await expect(train({ checkpoint: { everySteps: 0, save: () => undefined } })).rejects.toThrow("got 0");
    expect(() => make({ classes: 1 })).toThrow("at least two classes; got 1");
    await classifier.release();
    await expect(train({})).rejects.toThrow("A released learner cannot train");
  });
});
