/** What the kernels room offers: the fast forms of core's scans and products, and a mixed-integer solver. */

export { createSolver } from "./solver/create-solver.ts";
