/** What the kernels room offers: the fast forms of core's scans and products, and a mixed-integer solver. */

export { createWebKernels } from "./create-web-kernels.ts";
export { createKernels } from "./node/create-kernels.ts";
export { sharedMatrix } from "./node/shared.ts";
export { createSolver } from "./solver/create-solver.ts";
