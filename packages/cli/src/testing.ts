/** The conformance suite: run it on a strategy of your own. */
export { conformance, type ConformanceCase } from "@querent/core";
