/** The command in this process: a fraction of the time of one of its own, for what does not depend on being one. */
import { runCommandLine } from "../src/command-line.ts";
import type { Outcome } from "./querent-in.ts";

/** Runs a command line and takes what it writes. */
export async function runHere(...args: string[]): Promise<Outcome> {
  const said = { stdout: "", stderr: "" };
  const undo = (["stdout", "stderr"] as const).map((name) => {
    const stream = process[name];
    const { write } = stream;
    stream.write = ((text: string | Uint8Array) => {
      said[name] += String(text);
      return true;
    }) as typeof write;
    return () => (stream.write = write);
  });
  const signals = ["SIGINT", "SIGTERM"] as const;
  const listeners = signals.map((signal) => process.listeners(signal));
  try {
    const code = await runCommandLine(args);
    return { code, out: said.stdout, err: said.stderr };
  } finally {
    for (const one of undo) one();
    for (const [at, signal] of signals.entries())
      for (const listener of process.listeners(signal))
        if (!listeners[at].includes(listener)) process.off(signal, listener);
  }
}
