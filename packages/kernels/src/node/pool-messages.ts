/** What a thread of the pool is sent and what it answers. */

import type { JobOf, ResultOf, TaskName } from "../tasks/index.ts";
import type { Board } from "./team.ts";

export interface PoolRequest {
  readonly id: number;
  readonly task: TaskName;
  readonly job: JobOf<TaskName>;
  readonly board: Board;
  readonly thread: number;
}

export type PoolAnswer =
  | { readonly id: number; readonly result: ResultOf<TaskName> }
  | { readonly id: number; readonly error: string };
