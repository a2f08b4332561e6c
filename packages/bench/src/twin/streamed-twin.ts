/** Lets a PyTorch twin take every step of a training that runs in Querent: it is fed the same batches, one by one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSession, decodeTensors, encodeTensors, type Tensor } from "@querent/graph";
import type { Compile, Recipe, WeightSpec } from "@querent/models";
import { startPeer, type PeerProcess } from "../peer-process.ts";

/** What the peer is told of the training besides batches and first weights. */
export interface StreamedPlan {
  readonly weights: readonly WeightSpec[];
  readonly recipe: Recipe;
  readonly threads: number;
  /** The feeds of a step that the peer needs. */
  readonly inputs: readonly string[];
  /** Whatever else its network is built from. */
  readonly network: unknown;
  /** Whatever its loss is told. */
  readonly loss?: unknown;
}

export interface TwinSteps {
  readonly ours: readonly number[]; // the loss of each step
  readonly theirs: readonly number[];
  readonly ourSeconds: number; // of all steps but the first
  readonly theirSeconds: number;
}

export interface StreamedTwin {
  /** Give it to the learner: training steps it runs are taken by the peer as well, after ours. */
  readonly compile: Compile;
  /** Ends the peer; gives the steps so far and the weights that it came to. */
  finish(): Promise<{ steps: TwinSteps; weights: Map<string, Tensor> }>;
}

/**
 * The peer is a script of `peers/` that is given a folder with plan.json, and answers `{ first }` (a file of first
 * weights) with `{}`, `{ batch, learningRate }` with `{ loss, seconds }`, and `{ last }` by writing its weights there.
 */
export function streamedTwin(script: string, plan: StreamedPlan): StreamedTwin {
  const folder = mkdtempSync(join(tmpdir(), "querent-twin-"));
  const { weights, recipe, threads, inputs, network, loss = null } = plan;
  const decays = weights.filter(({ trained, decays }) => trained && decays).map(({ name }) => name);
  writeFileSync(
    join(folder, "plan.json"),
    JSON.stringify({ optimizer: recipe.optimizer, decays, threads, network, loss }),
  );
  const peer = startPeer(script, [folder]);
  const steps = { ours: [] as number[], theirs: [] as number[], ourSeconds: 0, theirSeconds: 0 };
  const write = (name: string, names: readonly string[], from: Readonly<Record<string, Tensor>>): string => {
    const path = join(folder, name);
    writeFileSync(path, encodeTensors(new Map(names.map((key) => [key, from[key]])), {}));
    return path;
  };

  async function step(feeds: Readonly<Record<string, Tensor>>, ours: number, seconds: number): Promise<void> {
    const learningRate = feeds.learningRate.data[0];
    const { loss, seconds: theirSeconds } = (await ask(peer, {
      batch: write("batch.safetensors", inputs, feeds),
      learningRate,
    })) as { loss: number; seconds: number };
    if (steps.ours.length > 0) {
      steps.ourSeconds += seconds;
      steps.theirSeconds += theirSeconds;
    }
    steps.ours.push(ours);
    steps.theirs.push(loss);
  }

  return {
    async compile(program, options) {
      const session = await createSession(program, options);
      return {
        release: () => session.release(),
        async run(feeds, fetch) {
          if (!("learningRate" in feeds)) return session.run(feeds, fetch);
          if (steps.ours.length === 0) {
            const names = weights.map(({ name }) => name);
            await ask(peer, { first: write("first.safetensors", names, feeds) });
          }
          const start = performance.now();
          const results = await session.run(feeds, fetch);
          const seconds = (performance.now() - start) / 1000;
          await step(feeds, (results.targetLoss ?? results.loss).data[0], seconds);
          return results;
        },
      };
    },
    async finish() {
      const last = join(folder, "last.safetensors");
      await ask(peer, { last });
      await peer.close();
      const { tensors } = decodeTensors(readFileSync(last));
      rmSync(folder, { recursive: true });
      return { steps, weights: new Map(tensors) };
    },
  };
}

async function ask(peer: PeerProcess, request: unknown): Promise<unknown> {
  peer.send(request);
  const { done, value } = await peer.answers.next();
  if (done === true) throw new Error("The PyTorch twin ended before it answered.");
  return value;
}
