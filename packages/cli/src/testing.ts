/** The conformance suite: run it on a strategy of your own, or on kernels of your own. */
export { conformance, kernelCases, type ConformanceCase } from "@querent/core";
