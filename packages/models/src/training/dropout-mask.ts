/** Which units a training step drops, drawn by key. */
import { generator, type Key } from "@querent/core";

/** Ones with probability 1 - rate, else zeros. */
export function drawMask(key: Key, rate: number, out: Float32Array): void {
  const random = generator(key);
  const limit = rate * 4294967296;
  for (let at = 0; at < out.length; at++) out[at] = random.nextUint32() >= limit ? 1 : 0;
}
