/** What the kernels room offers where there is no Node. */

export { createWebKernels } from "./create-web-kernels.ts";
