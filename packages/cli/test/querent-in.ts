/** The command from its sources in a process of its own, with a folder of its own to work in. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const start = ["--conditions=source", join(import.meta.dirname, "../src/main.ts")];

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface QuerentIn {
  /** Runs a command to its end. */
  run(...args: string[]): Outcome;
  /** Starts a command at the head of a process group of its own. */
  start(...args: string[]): { readonly child: ChildProcess; readonly ended: Promise<Outcome> };
  /** How many finished rounds a replay keeps in a folder. */
  rounds(out: string): number;
  /** Waits until there are so many; fails when the command has ended before. */
  reach(rounds: number, out: string, child: ChildProcess): Promise<void>;
}

export function querentIn(home: string): QuerentIn {
  const options = { env: { ...process.env, XDG_CACHE_HOME: join(home, "cache"), NO_COLOR: "1" }, cwd: home };
  const rounds = (out: string): number => {
    const journal = join(home, out, "journal");
    return existsSync(journal) ? readdirSync(journal).filter((name) => name.startsWith("trial")).length : 0;
  };
  return {
    run(...args) {
      const all = { ...options, encoding: "utf8" } as const;
      const { status, stdout, stderr } = spawnSync(process.execPath, [...start, ...args], all);
      return { code: status, out: stdout, err: stderr };
    },
    start(...args) {
      const child = spawn(process.execPath, [...start, ...args], { ...options, detached: true });
      let out = "";
      let err = "";
      child.stdout.on("data", (text: Buffer) => (out += text.toString()));
      child.stderr.on("data", (text: Buffer) => (err += text.toString()));
      const ended = new Promise<Outcome>((resolve) =>
        child.once("close", (code) => resolve({ code, out, err })),
      );
      return { child, ended };
    },
    rounds,
    async reach(wanted, out, child) {
      while (rounds(out) < wanted) {
        if (child.exitCode !== null)
          throw new Error(`it ended with ${child.exitCode} before ${wanted} rounds`);
        await sleep(5);
      }
    },
  };
}
