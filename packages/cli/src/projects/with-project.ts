/** Opens a project for a command, with everything its use cases ask for, and closes it again. */
import { availableParallelism, userInfo } from "node:os";
import { resolve } from "node:path";
import type { LoopContext } from "@querent/loop";
import { openProject, type Project } from "@querent/store";
import { CancelledError } from "../terminal/errors.ts";
import { interruptSignal } from "../terminal/interrupt-signal.ts";
import { processOutput, type Output } from "../terminal/output.ts";
import { progressLine } from "../terminal/progress-line.ts";

/** The options that every command on a project has. */
export interface ProjectOptions {
  readonly who?: string;
  readonly threads?: number;
  readonly provider?: "cpu" | "webgpu" | "cuda";
  readonly full?: boolean;
  readonly json?: boolean;
}

/** What a command on a project works with. */
export interface ProjectCommand {
  readonly project: Project;
  readonly context: LoopContext;
  readonly output: Output;
}

/** Opens the project in the folder, does the work, closes it. Ctrl-C stops the work, which can be gone on with. */
export async function withProject<T>(
  folder: string,
  options: ProjectOptions,
  work: (command: ProjectCommand) => Promise<T>,
  open: (folder: string) => Project = openProject,
): Promise<T> {
  const output = processOutput(options.json ?? false);
  const abort = interruptSignal();
  const project = open(resolve(folder));
  try {
    return await work({ project, output, context: contextOf(options, output, abort) });
  } catch (error) {
    if (!abort.aborted) throw error;
    throw new CancelledError("Stopped. What was done is kept: give the same command again to go on.", {
      cause: error,
    });
  } finally {
    project.close();
  }
}

function contextOf(
  { who = userName(), threads = availableParallelism(), provider = "cpu", full }: ProjectOptions,
  output: Output,
  abort: AbortSignal,
): LoopContext {
  const pace = paceOfJobs();
  const noted = new Set<string>(); // a note is the same in every round of a simulation
  return {
    who,
    threads,
    provider,
    full,
    abort,
    now: Date.now,
    tell(event) {
      if (event.kind === "note") {
        if (noted.has(event.text)) return;
        noted.add(event.text);
        output.say(event.text);
        output.emit({ event: "note", text: event.text });
      } else {
        const { job, share, text } = event;
        output.progress(progressLine(share, pace(job, share), text));
        output.emit({ event: "progress", job, share });
      }
    },
  };
}

/** Seconds left of a job, by how long it took to come as far as it is. */
function paceOfJobs(): (job: string, share: number) => number | undefined {
  let current = "";
  let began = { share: 0, at: 0 };
  return (job, share) => {
    if (job !== current || share < began.share) {
      current = job;
      began = { share, at: performance.now() };
    }
    const done = share - began.share;
    const seconds = (performance.now() - began.at) / 1000;
    return done > 0 && seconds > 1 ? (seconds * (1 - share)) / done : undefined;
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "someone"; // a user id without a name, as in some containers
  }
}
