/** Jobs that run once, whichever process runs them, and whatever becomes of it. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { canonicalJson } from "../database/canonical-json.ts";
import type { Ground } from "../ground.ts";
import type { Claim, Job, JobEnd, JobState, Lease, NewJob } from "../rounds-contract.ts";
import { refused } from "../store-error.ts";

export const defaultLeaseMs = 60_000;

interface JobRow {
  readonly job: number;
  readonly kind: string;
  readonly key: string;
  readonly params: string;
  readonly state: JobState;
  readonly pid: number | null;
  readonly host: string | null;
  readonly token: string | null;
  readonly until: number | null;
  readonly attempts: number;
  readonly cancel_asked: number;
  readonly progress: number;
  readonly result: string | null;
  readonly error: string | null;
  readonly created: number;
  readonly started: number | null;
  readonly finished: number | null;
}

/** Tells this process from an earlier one of the same number: every lease of this process begins with it. */
const thisProcess = randomUUID();

/** As `Project.queueJob`. */
export function queueJob(ground: Ground, { kind, key, params }: NewJob): Job {
  const { db } = ground;
  return ground.write(() => {
    const text = canonicalJson(params);
    if (rowOf(ground, key) === undefined)
      db.run(
        "INSERT INTO jobs (kind, key, params, state, created) VALUES (?, ?, ?, 'queued', ?)",
        kind,
        key,
        text,
        Date.now(),
      );
    const row = rowOf(ground, key)!;
    if (row.kind !== kind || row.params !== text)
      throw refused(
        `A job's key must name one job; "${key}" is known as ${row.kind} with ${row.params} and came as ` +
          `${kind} with ${text}. Put what differs into the key.`,
      );
    return toJob(row);
  });
}

/** As `Project.claimJob`. */
export function claimJob(ground: Ground, wanted: NewJob, leaseMs = defaultLeaseMs): Claim {
  return ground.write(() => {
    queueJob(ground, wanted);
    const row = rowOf(ground, wanted.key)!;
    if (row.state === "done") return { is: "done", job: toJob(row) };
    if (row.state === "running" && ownerLives(row)) return { is: "theirs", job: toJob(row) };
    const lease = { job: row.job, token: `${thisProcess} ${randomUUID()}` };
    const now = Date.now();
    ground.db.run(
      "UPDATE jobs SET state = 'running', pid = ?, host = ?, token = ?, until = ?, attempts = attempts + 1, " +
        "cancel_asked = 0, progress = 0, result = NULL, error = NULL, started = ?, finished = NULL WHERE job = ?",
      process.pid,
      hostname(),
      lease.token,
      now + leaseMs,
      now,
      row.job,
    );
    return { is: "mine", job: toJob(rowOf(ground, wanted.key)!), lease };
  });
}

/** As `Project.keepJob`. */
export function keepJob(
  ground: Ground,
  lease: Lease,
  progress: number,
  leaseMs = defaultLeaseMs,
): { readonly cancelAsked: boolean } {
  return ground.write(() => {
    const row = held(ground, lease);
    ground.db.run(
      "UPDATE jobs SET progress = ?, until = ? WHERE job = ?",
      progress,
      Date.now() + leaseMs,
      lease.job,
    );
    return { cancelAsked: row.cancel_asked === 1 };
  });
}

/** As `Project.finishJob`. */
export function finishJob(ground: Ground, lease: Lease, end: JobEnd): Job {
  return ground.write(() => {
    const { key } = held(ground, lease);
    ground.db.run(
      "UPDATE jobs SET state = ?, pid = NULL, host = NULL, token = NULL, until = NULL, result = ?, error = ?, " +
        "progress = CASE ? WHEN 'done' THEN 1 ELSE progress END, finished = ? WHERE job = ?",
      end.state,
      end.state === "done" ? canonicalJson(end.result) : null,
      end.state === "failed" ? end.error : null,
      end.state,
      Date.now(),
      lease.job,
    );
    return toJob(rowOf(ground, key)!);
  });
}

/** As `Project.cancelJob`. */
export function cancelJob(ground: Ground, key: string): Job | undefined {
  return ground.write(() => {
    const { db } = ground;
    db.run("UPDATE jobs SET cancel_asked = 1 WHERE key = ? AND state = 'running'", key);
    db.run(
      "UPDATE jobs SET state = 'cancelled', finished = ? WHERE key = ? AND state = 'queued'",
      Date.now(),
      key,
    );
    return job(ground, key);
  });
}

/** As `Project.job`. */
export function job(ground: Ground, key: string): Job | undefined {
  const row = rowOf(ground, key);
  return row === undefined ? undefined : toJob(row);
}

/** As `Project.jobs`. */
export function jobs({ db }: Ground, query: { kind?: string; state?: JobState } = {}): Job[] {
  return db
    .all<JobRow>(
      "SELECT * FROM jobs WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR state = ?2) ORDER BY job",
      query.kind ?? null,
      query.state ?? null,
    )
    .map(toJob);
}

function rowOf({ db }: Ground, key: string): JobRow | undefined {
  return db.get<JobRow>("SELECT * FROM jobs WHERE key = ?", key);
}

function held({ db }: Ground, lease: Lease): JobRow {
  const row = db.get<JobRow>("SELECT * FROM jobs WHERE job = ?", lease.job);
  if (row === undefined || row.state !== "running" || row.token !== lease.token)
    throw refused(
      `Job ${lease.job} (${row?.kind}) must be held by who ends it; its lease ran out and it is ` +
        `${row?.state === "running" ? "run by another process" : row?.state} now. Nothing was written.`,
    );
  return row;
}

function ownerLives(row: JobRow): boolean {
  if (row.until! <= Date.now()) return false;
  if (row.host !== hostname()) return true; // nothing but the lease tells
  if (row.pid === process.pid) return row.token!.startsWith(thisProcess);
  try {
    return process.kill(row.pid!, 0); // signal 0 only asks
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // it lives, and is someone else's
  }
}

function toJob(row: JobRow): Job {
  return {
    job: row.job,
    kind: row.kind,
    key: row.key,
    params: JSON.parse(row.params),
    state: row.state,
    ...(row.state === "running" ? { owner: { pid: row.pid!, host: row.host!, until: row.until! } } : {}),
    attempts: row.attempts,
    cancelAsked: row.cancel_asked === 1,
    progress: row.progress,
    ...(row.result === null ? {} : { result: JSON.parse(row.result) }),
    ...(row.error === null ? {} : { error: row.error }),
    created: row.created,
    ...(row.started === null ? {} : { started: row.started }),
    ...(row.finished === null ? {} : { finished: row.finished }),
  };
}
