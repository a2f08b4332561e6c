/** Runs a piece of work once: if it was done before, what came of it is given again. */
import { StoreError } from "@querent/store";
import type { Job, JobEnd, Json, Lease, NewJob, Project } from "@querent/store";
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
  if (claim.is === "theirs") throw new Error(theirsInWords(claim.job));
  const { lease } = claim;
  const life = stayAlive(project, claim.job, lease);
  const stop = abort === undefined ? life.stop : AbortSignal.any([abort, life.stop]);
  const progress = (done: number, text: string): void => {
    const share = Math.min(1, Math.max(0, done));
    life.progress(share);
    tell?.({ kind: "progress", job: job.kind, share, text });
  };
  try {
    return await work({ abort: stop, lease, progress }, (result, also) =>
      project.transaction(() => {
        also?.();
        project.finishJob(lease, { state: "done", result });
        return result;
      }),
    );
  } catch (error) {
    const { message } = error as Error;
    endBadly(project, lease, stop.aborted ? { state: "cancelled" } : { state: "failed", error: message });
    throw error;
  } finally {
    life.end();
  }
}

function theirsInWords({ kind, owner }: Job): string {
  const { pid, host } = owner!;
  return `Process ${pid} on ${host} is doing this already (${kind}). Wait until it is done, or stop it there.`;
}

interface Life {
  readonly stop: AbortSignal; // when somebody asks for it, or the lease was lost
  progress(share: number): void;
  end(): void;
}

/** Gives a sign of life until it is ended. */
function stayAlive(project: Project, { kind }: Job, lease: Lease): Life {
  const asked = new AbortController();
  let share = 0;
  const beat = setInterval(() => {
    try {
      if (project.keepJob(lease, share, 12 * BEAT).cancelAsked)
        asked.abort(new Error(`It was asked to stop (${kind}).`));
    } catch (error) {
      const passes = error instanceof StoreError && (error.reason === "busy" || error.reason === "full");
      if (!passes) asked.abort(error); // the lease is another's; what passes is tried again before it runs out
    }
  }, BEAT);
  beat.unref();
  return {
    stop: asked.signal,
    progress: (done) => (share = done),
    end: () => clearInterval(beat),
  };
}

/** Ends a job whose work failed, unless that fails too: what went wrong first is what to tell. */
function endBadly(project: Project, lease: Lease, end: JobEnd): void {
  try {
    project.finishJob(lease, end);
  } catch {
    // The lease was lost and the job is another's, or it ends with this process.
  }
}
