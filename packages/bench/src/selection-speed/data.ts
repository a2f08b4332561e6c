/** The data of the measurements as `.npy` files, which both sides read. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { exponential, generator, keyFrom, split, type Generator } from "@querent/core";
import { describeNpy, writeNpy } from "@querent/formats";
import type { SpeedCase } from "./cases.ts";

export interface DataFiles {
  readonly embeddings?: string; // (items, dimensions)
  readonly probabilities?: string; // (items, classes), or (passes, items, classes)
}

const CLUSTERS = 100;

/**
 * The files of a case below `folder`, made where they are missing. Clustered points lie around 100 normal centres of
 * twice their own deviation; noise is independent normal. MobileNet embeddings are made by `selection-speed-embeddings`.
 */
export async function dataOf(of: SpeedCase, folder: string): Promise<DataFiles> {
  mkdirSync(folder, { recursive: true });
  const { items, dimensions, classes, passes = 1 } = of;
  const draw = (name: string): Generator => generator(split(keyFrom("selection-speed"), name, items));
  const embeddings = join(folder, `${of.data}-${items}x${dimensions}.npy`);
  if (of.data === "mobilenet") await requireEmbeddings(embeddings, items, dimensions);
  else if (dimensions > 0 && !existsSync(embeddings))
    await writeNpy(embeddings, {
      shape: [items, dimensions],
      data: points(items, dimensions, of.data === "noise" ? 0 : CLUSTERS, draw(of.data)),
    });
  if (classes === undefined) return { embeddings };
  const probabilities = join(folder, `probabilities-${passes}x${items}x${classes}.npy`);
  if (!existsSync(probabilities))
    await writeNpy(probabilities, {
      shape: passes === 1 ? [items, classes] : [passes, items, classes],
      data: softmaxes(passes * items, classes, draw("probabilities")),
    });
  return dimensions > 0 ? { embeddings, probabilities } : { probabilities };
}

async function requireEmbeddings(file: string, items: number, dimensions: number): Promise<void> {
  if (!existsSync(file))
    throw new Error(
      `Embeddings of ${items} images must be at ${file}: make them with packages/bench/src/selection-speed-embeddings.ts --items ${items} --dimensions ${dimensions} --out ${file}, or leave them out with --kinds clustered,noise.`,
    );
  const { shape } = await describeNpy(file);
  if (shape[0] !== items || shape[1] !== dimensions)
    throw new Error(`${file} must be ${items} x ${dimensions}; it is ${shape.join(" x ")}.`);
}

function points(rows: number, cols: number, clusters: number, draw: Generator): Float32Array {
  const centres = Float32Array.from({ length: clusters * cols }, () => 2 * draw.normal());
  const out = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i += 1) {
    const centre = clusters === 0 ? -1 : draw.integer(clusters) * cols;
    for (let j = 0; j < cols; j += 1)
      out[i * cols + j] = draw.normal() + (centre < 0 ? 0 : centres[centre + j]);
  }
  return out;
}

function softmaxes(rows: number, cols: number, draw: Generator): Float32Array {
  const out = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i += 1) {
    let sum = 0;
    for (let j = 0; j < cols; j += 1) sum += out[i * cols + j] = exponential(2 * draw.normal());
    for (let j = 0; j < cols; j += 1) out[i * cols + j] /= sum;
  }
  return out;
}
