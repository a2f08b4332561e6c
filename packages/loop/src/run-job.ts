/** Runs a piece of work once: if it was done before, what came of it is given again. */
import type { Json, Lease, NewJob, Project } from "@querent/store";
import type { LoopContext } from "./loop-context.ts";

/** How work tells of itself and learns that it should stop. */
export interface JobControl {
  readonly abort: AbortSignal;
  readonly lease: Lease;
  /** Tells how far it is, as a share and in words. */
  progress(share: number, text: string): void;
}

/** A sign of life this often, in milliseconds; the lease lasts twelve of them. */
const BEAT = 5000;

/**
 * Claims the job and does the work, giving a sign of life all the while. A process that is killed leaves the job to the
 * next one that asks for it; one that lives keeps it.
 *
 * @param work does it; `finish` keeps its result, in one transaction with what `also` writes
 * @throws what the work throws, after the job was ended as failed or cancelled; when another process is at it
 */
export async function runJob<T extends Json>(
  project: Project,
  job: NewJob,
  { abort, tell }: LoopContext,
  work: (control: JobControl, finish: (result: T, also?: () => void) => T) => Promise<T>,
): Promise<T> {
  abort?.throwIfAborted();
  const claim = project.claimJob(job, 12 * BEAT);
  if (claim.is === "done") return claim.job.result as T;
  if (claim.is === "theirs") {
    const { pid, host } = claim.job.owner!;
    throw new Error(
      `Process ${pid} on ${host} is doing this already (${job.kind}). Wait until it is done, or stop it there.`,
    );
  }
  const { lease } = claim;
  const asked = new AbortController();
  const stop = abort === undefined ? asked.signal : AbortSignal.any([abort, asked.signal]);
  let share = 0;
  let lost: unknown;
  const beat = setInterval(() => {
    try {
      if (project.keepJob(lease, share, 12 * BEAT).cancelAsked)
        asked.abort(new Error(`It was asked to stop (${job.kind}).`));
    } catch (error) {
      lost = error;
      asked.abort(error);
    }
  }, BEAT);
  beat.unref();
  try {
    return await work(
      {
        abort: stop,
        lease,
        progress(done, text) {
          share = Math.min(1, Math.max(0, done));
          tell?.({ kind: "progress", job: job.kind, share, text });
        },
      },
      (result, also) =>
        project.transaction(() => {
          also?.();
          project.finishJob(lease, { state: "done", result });
          return result;
        }),
    );
  } catch (error) {
    try {
      if (lost === undefined)
        project.finishJob(
          lease,
          stop.aborted ? { state: "cancelled" } : { state: "failed", error: (error as Error).message },
        );
    } catch {
      // What went wrong first is what to tell; the lease ends with this process.
    }
    throw error;
  } finally {
    clearInterval(beat);
  }
}
