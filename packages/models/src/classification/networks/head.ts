/** A head alone, on features that a frozen network made of each image before training. */
import { descendingSort, logSoftmax, reshape } from "@querent/graph";
import { dense } from "../../layers/layers.ts";
import type { NetworkDefinition } from "./network.ts";

/** Dense, on the normalised features: multinomial logistic regression, trained as every other network. */
export const head: NetworkDefinition = {
  name: "head",
  title: "A dense layer on the features of a frozen network",
  reads: "features",
  build({ classes, channels }) {
    const layer = dense("head", channels, classes);
    return {
      weights: layer.weights,
      embeddingWidth: channels,
      lastLayer: "head",
      tapWidths: [channels, classes],
      forward(x, weight) {
        const batch = x.shape[0];
        const features = reshape(x, [batch, channels]);
        const logits = layer.apply(features, weight);
        // A departure from the paper: frozen features do not know what the head makes of them, so the module reads that too.
        const confidence = descendingSort(logSoftmax(logits));
        return { logits, embedding: features, taps: [features, confidence], carried: [] };
      },
    };
  },
};
