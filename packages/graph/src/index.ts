/** Tensor expressions, their gradients, and their execution. */
export * from "./expression.ts";
export * from "./shape.ts";
export * from "./ops/leaf.ts";
export * from "./ops/elementwise.ts";
export * from "./ops/matmul.ts";
export * from "./ops/convolution.ts";
export * from "./ops/pooling.ts";
export * from "./ops/reduction.ts";
export * from "./ops/layout.ts";
export * from "./ops/batch-norm.ts";
export * from "./ops/resize.ts";
export * from "./ops/losses.ts";
export type * from "./tensor.ts";
export type * from "./session.ts";
export * from "./gradient/gradients.ts";
