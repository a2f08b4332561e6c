// Twenty training steps of the small network with the loss prediction module, on images drawn by key: the same module
// runs in Node and in the page.
import { generator, keyFrom, split } from "@querent/core";
import { createClassifier } from "@querent/models";

const side = 16;
const classes = 4;
const count = 64;

/** The losses of the first twenty steps. `compile` makes sessions of the engine at hand. */
export async function twentySteps(compile) {
  const draw = generator(split(keyFrom("twenty steps"), "pixels"));
  const images = {
    count,
    height: side,
    width: side,
    channels: 3,
    data: Uint8Array.from({ length: count * side * side * 3 }, () => draw.integer(256)),
  };
  const labels = Int32Array.from({ length: count }, () => draw.integer(classes));
  const settings = {
    network: "small",
    recipe: "cpu",
    classes,
    height: side,
    width: side,
    channels: 3,
    normalisation: { mean: [0.5, 0.5, 0.5], std: [0.3, 0.3, 0.3] },
    provider: "cpu",
    threads: undefined,
  };
  const classifier = createClassifier(settings, compile);
  const losses = [];
  const abort = { aborted: false };
  const progress = ({ loss }) => {
    losses.push(loss);
    abort.aborted = losses.length === 20;
  };
  const indices = Int32Array.from({ length: count }, (_, i) => i);
  try {
    await classifier.train({ images, labels, indices, key: keyFrom(1), module: "ranking", abort, progress });
  } catch (error) {
    if (!abort.aborted) throw error;
  }
  return losses;
}
