export type * from "./classifier-contract.ts";
