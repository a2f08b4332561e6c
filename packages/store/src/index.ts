/** A project on disk: the log of label events in SQLite, its items, rounds and jobs, shards of vectors. */
export type { Json } from "./json.ts";
export type * from "./settings-contract.ts";
export type * from "./items-contract.ts";
export type * from "./events-contract.ts";
export type {
  Claim,
  ExamItem,
  Job,
  JobEnd,
  JobState,
  Lease,
  Model,
  NewJob,
  NewModel,
  NewRound,
  NewRoundItem,
  Round,
  RoundItem,
  RoundRole,
} from "./rounds-contract.ts";
export type { OpenOptions, Project, Recovery } from "./project-contract.ts";
export { createProject } from "./create-project.ts";
export { openProject } from "./open-project.ts";
export { StoreError, type StoreReason } from "./store-error.ts";
export { canonicalJson } from "./database/canonical-json.ts";
export { boundedFolder, type BoundedFolder } from "./bounded-folder.ts";
export type * from "./shards/shards-contract.ts";
export { readShards } from "./shards/read-shards.ts";
export { writeShards } from "./shards/write-shards.ts";
export { recoverProject } from "./recover/recover-project.ts";
