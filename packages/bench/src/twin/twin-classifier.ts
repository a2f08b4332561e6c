/** The training that a seed of a twin study stands for. */
import { keyFrom, split, type Key } from "@querent/core";
import { createSession } from "@querent/graph";
import { channelStatistics } from "@querent/images";
import { createClassifier, type Classifier } from "@querent/models";
import type { Labelled, TwinData } from "./twin-data.ts";

/** What the seeds of a study have in common. */
export interface TwinOptions {
  readonly dataset: string;
  readonly network: string;
  readonly recipe: { readonly name: string };
  readonly labels: number;
  readonly epochs: number | null; // null: the recipe's
  readonly threads: number;
}

export interface TwinSeed {
  readonly classifier: Classifier;
  readonly key: Key;
  readonly train: Labelled;
}

/** Draws the labels of a seed, and makes the classifier for them; the caller releases it. */
export async function twinClassifier(
  { classes, draw }: TwinData,
  { dataset, network, recipe, labels, epochs, threads }: TwinOptions,
  seed: number,
): Promise<TwinSeed> {
  const key = split(keyFrom("twin"), dataset, seed);
  const train = await draw(split(key, "labels"), labels);
  const { height, width, channels } = train.images;
  const classifier = createClassifier(
    {
      network,
      recipe: recipe.name,
      classes,
      height,
      width,
      channels,
      normalisation: channelStatistics(train.images),
      provider: "cpu",
      threads,
      ...(epochs !== null && { epochs }),
    },
    createSession,
  );
  return { classifier, key, train };
}
