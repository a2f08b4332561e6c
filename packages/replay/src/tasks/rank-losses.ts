/** How well scores of unseen images order them as their true losses do. */
import { keyFrom, rankingAccuracy, strategyForTask } from "@querent/core";
import type { Signals, Task } from "@querent/core";
import { sixOrNull } from "../round-record.ts";
import type { RankingScores } from "../round-record.ts";

/**
 * The ranking accuracy, to six decimals, of the module's predicted loss and of what the task's own entropy and margin
 * strategies give the same images, so that they are compared on what they would be picked by.
 *
 * @param signals of the images, in the order of `losses`, with what the two strategies need
 */
export async function rankLosses(task: Task, signals: Signals, losses: Float32Array): Promise<RankingScores> {
  const ranked = (scores: ArrayLike<number>): number | null => sixOrNull(rankingAccuracy(scores, losses));
  return {
    module: signals.predictedLoss === undefined ? null : ranked(signals.predictedLoss),
    entropy: ranked(await scoresBy("entropy", task, signals, losses.length)),
    margin: ranked(await scoresBy("margin", task, signals, losses.length)),
  };
}

/** The score that a strategy gives each of n items, all of which it is asked to pick. */
async function scoresBy(name: string, task: Task, signals: Signals, n: number): Promise<Float64Array> {
  const candidates = Int32Array.from({ length: n }, (_, item) => item);
  const { picks, scores } = await strategyForTask(name, task).select(signals, {
    ids: Array.from(candidates, String),
    labelled: new Int32Array(0),
    candidates,
    batchSize: n,
    key: keyFrom(name),
  });
  const out = new Float64Array(n);
  picks.forEach((item, rank) => (out[item] = scores[rank]));
  return out;
}
