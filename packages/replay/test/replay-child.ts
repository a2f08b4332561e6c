/** Runs the tests' replay into a folder, slowly, so that it can be killed in the middle: node replay-child.ts OUT. */
import { setTimeout as sleep } from "node:timers/promises";
import { runReplay } from "../src/run-replay.ts";
import { softmaxLearner } from "./softmax-learner.ts";
import { stripedImages, stripesLearnerSettings, stripesSubject } from "./striped-images.ts";
import { stripesPlan } from "./stripes-plan.ts";

const dataset = stripedImages();
const learner = softmaxLearner(stripesLearnerSettings(), () => sleep(2));
await runReplay({
  plan: stripesPlan(dataset),
  subject: stripesSubject(dataset, learner),
  out: process.argv[2],
});
