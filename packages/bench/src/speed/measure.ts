/** Times two sides in turns, so that what slows the machine for a while slows both. */
import { setTimeout as pause } from "node:timers/promises";
import type { PeerProcess } from "../peer-process.ts";
import type { TimedStep } from "./our-steps.ts";

export type Mode = "training" | "inference";

/** What is measured: a network, a batch size, and training or inference. */
export interface SpeedCase {
  readonly network: string;
  readonly batch: number;
  readonly mode: Mode;
}

/** Images a second by side, one figure a round. */
export type Rates = Readonly<Record<string, readonly number[]>>;

/** Threads of the side that ran last go on waiting for work for a while. */
const REST_MS = 100;
const WARM_UP_STEPS = 3;

/** PyTorch's ways of doing the same: memory layouts, and for inference the traced and folded model. */
const variants: Readonly<Record<Mode, Readonly<Record<string, { mode: string; layout: string }>>>> = {
  training: {
    "torch channels_last": { mode: "training", layout: "channels_last" },
    "torch contiguous": { mode: "training", layout: "contiguous" },
  },
  inference: {
    "torch channels_last": { mode: "inference", layout: "channels_last" },
    "torch contiguous": { mode: "inference", layout: "contiguous" },
    "torch frozen": { mode: "frozen", layout: "channels_last" },
  },
};

/** The rates of Querent (`querent`) and of each of PyTorch's variants, in turns, each after some steps to warm up. */
export async function measureCase(
  { network, batch, mode }: SpeedCase,
  ours: TimedStep,
  peer: PeerProcess,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<Rates> {
  const rates: Record<string, number[]> = { querent: [] };
  for (let warm = 0; warm < WARM_UP_STEPS; warm++) await ours.step();
  for (let round = 0; round < rounds; round++) {
    await pause(REST_MS);
    rates.querent.push(batch * (await stepsASecond(ours, seconds)));
    for (const [name, variant] of Object.entries(variants[mode])) {
      await pause(REST_MS);
      peer.send({ network, batch, ...variant, seconds });
      const { done, value } = await peer.answers.next();
      if (done) throw new Error("The PyTorch peer must answer each request; it ended.");
      const answer = value as { steps: number; seconds: number };
      (rates[name] ??= []).push((batch * answer.steps) / answer.seconds);
    }
  }
  return rates;
}

async function stepsASecond(timed: TimedStep, seconds: number): Promise<number> {
  const start = performance.now();
  for (let steps = 1; ; steps++) {
    await timed.step();
    const spent = (performance.now() - start) / 1000;
    if (spent >= seconds) return steps / spent;
  }
}
