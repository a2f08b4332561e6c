/** Talks to a Python peer line by line: JSON requests in, JSON answers out. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A running peer. `answers` ends when the peer does; `close` ends its input and throws if it failed. */
export interface PeerProcess {
  readonly answers: AsyncIterator<unknown>;
  send(request: unknown): void;
  close(): Promise<void>;
}

/** The Python with PyTorch: `QUERENT_PYTHON`, else Debian's. */
export const pythonCommand = process.env.QUERENT_PYTHON ?? "/usr/bin/python3";

const peers = join(import.meta.dirname, "..", "peers");

/** Starts a script of `peers/`. */
export function startPeer(script: string, args: readonly string[] = []): PeerProcess {
  const child = spawn(pythonCommand, ["-B", join(peers, script), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  const closed = ended.then(([code]) => {
    if (code !== 0)
      throw new Error(
        `${script} must end well under ${pythonCommand}; it ended with ${code}. It needs torch and numpy (Debian: python3-torch).`,
      );
  });
  closed.catch(() => {}); // told by `close`, or by the answer that does not come
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    answers: {
      async next() {
        const { done, value } = await lines.next();
        if (!done) return { done: false, value: JSON.parse(value) as unknown };
        await closed;
        return { done: true, value: undefined };
      },
    },
    send: (request) => void child.stdin.write(`${JSON.stringify(request)}\n`),
    async close() {
      child.stdin.end();
      await closed;
    },
  };
}
