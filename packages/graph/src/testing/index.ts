/** What the tests of other packages use; it is in the sources only, not in what is published to run. */
export { relativeDifference, runFile } from "./ort-run.ts";
export { realModel } from "./real-model.ts";
