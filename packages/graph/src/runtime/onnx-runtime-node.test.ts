/** The session's contract on onnxruntime-node: what it is fed, what it gives, and what it refuses in so many words. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { add, gather, input, multiply } from "../index.ts";
import { createSession, runtimeVersion } from "./onnx-runtime-node.ts";
import { createWebSession } from "./onnx-runtime-web.ts";
import type { OrtModule } from "./ort-module.ts";

const x = input("x", [2, 3]);
const weight = input("weight", [3]);
const rows = input("rows", [2], "int32");
const program = { outputs: { y: add(multiply(x, weight), 1), picked: gather(x, rows), same: x } };

const feeds = {
  x: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  weight: { shape: [3], data: Float32Array.of(1, 10, 100) },
  rows: { shape: [2], data: Int32Array.of(1, 0) },
};

describe("a run", () => {
  test("gives every output, also one that is an input, or those asked for", async () => {
    const session = await createSession(program, { threads: 1 });
    const { y, picked, same } = await session.run(feeds);
    expect([...y.data]).toEqual([2, 21, 301, 5, 51, 601]);
    expect(picked).toEqual({ shape: [2, 3], data: Float32Array.of(4, 5, 6, 1, 2, 3) });
    expect(same).toEqual(feeds.x);
    expect(Object.keys(await session.run(feeds, ["y"]))).toEqual(["y"]);
    await session.release();
  });

  test("takes its turn when several are started at once", async () => {
    const session = await createSession(program, { threads: 1 });
    const runs = [1, 2, 3].map((n) =>
      session.run({ ...feeds, weight: { shape: [3], data: Float32Array.of(n, n, n) } }, ["y"]),
    );
    const first = (await Promise.all(runs)).map(({ y }) => y.data[0]);
    expect(first).toEqual([2, 3, 4]);
    await session.release();
  });

  test("no longer needs the inputs bound to constants", async () => {
    const { weight: bound, ...rest } = feeds;
    const session = await createSession(program, { threads: 1, constants: new Map([["weight", bound]]) });
    expect([...(await session.run(rest, ["y"])).y.data]).toEqual([2, 21, 301, 5, 51, 601]);
    await expect(session.run(feeds)).rejects.toThrow(
      'Only inputs that are not constants can be fed: x, rows; got "weight".',
    );
    await session.release();
  });

  test("is refused by name when a feed is missing or does not fit", async () => {
    const session = await createSession(program, { threads: 1 });
    const { x: _, ...without } = feeds;
    await expect(session.run(without)).rejects.toThrow(
      'Input "x" must be fed float32 [2,3]; got nothing for it.',
    );
    const wide = { ...feeds, weight: { shape: [4], data: new Float32Array(4) } };
    await expect(session.run(wide)).rejects.toThrow(
      'Input "weight" must be fed float32 [3]; got float32 [4].',
    );
    const short = { ...feeds, weight: { shape: [3], data: new Float32Array(2) } };
    await expect(session.run(short)).rejects.toThrow("3 values; got 2.");
    const floats = { ...feeds, rows: { shape: [2], data: new Float32Array(2) } };
    await expect(session.run(floats)).rejects.toThrow('Input "rows" must be fed int32 [2]; got float32 [2].');
    await expect(session.run(feeds, ["z"])).rejects.toThrow('outputs y, picked, same; got "z".');
    await session.release();
  });

  test("is refused after the release, which may be repeated", async () => {
    const session = await createSession(program, { threads: 1 });
    await session.release();
    await session.release();
    await expect(session.run(feeds)).rejects.toThrow("must not be run after its release");
  });
});

describe("a session", () => {
  test("refuses constants that are no inputs or do not fit", async () => {
    const none = new Map([["w", feeds.weight]]);
    await expect(createSession(program, { constants: none })).rejects.toThrow(
      'it has no "w", only x, weight, rows',
    );
    const wide = new Map([["weight", { shape: [4], data: new Float32Array(4) }]]);
    await expect(createSession(program, { constants: wide })).rejects.toThrow(
      'The constant "weight" must be float32 [3]; got float32 [4] with 4 values.',
    );
  });

  test("asked for a profile, writes what each node took when it is released", async () => {
    const folder = mkdtempSync(join(tmpdir(), "querent-profile-"));
    try {
      const session = await createSession(program, { threads: 1, profile: join(folder, "times") });
      await session.run(feeds);
      await session.release();
      const [file, ...others] = readdirSync(folder);
      expect(others).toEqual([]);
      expect(file).toMatch(/^times.*json$/);
      const events = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
        args?: { op_name?: string };
      }[];
      expect(events.map(({ args }) => args?.op_name)).toContain("Gather");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("refuses a fraction of a thread", async () => {
    await expect(createSession(program, { threads: 0.5 })).rejects.toThrow(
      "threads must be a positive integer",
    );
  });

  // Where the machine has the provider, the run itself must be right.
  test.each(["webgpu", "cuda"] as const)("on %s runs there or says what is missing", async (provider) => {
    const outcome = await createSession(program, { provider }).then(
      async (session) => [...(await session.run(feeds, ["y"])).y.data],
      (error: Error) => error.message,
    );
    if (typeof outcome === "string")
      expect(outcome).toMatch(
        new RegExp(`^The provider ${provider} was asked for, but on this machine .*cpu\\.$`),
      );
    else expect(outcome).toEqual([2, 21, 301, 5, 51, 601]);
  });
});

test("the version is the installed one", async () => {
  const { version } = createRequire(import.meta.url)("onnxruntime-node/package.json") as { version: string };
  expect(await runtimeVersion()).toBe(version);
});

describe("onnxruntime-web", () => {
  const ort = createRequire(import.meta.url)("onnxruntime-web") as OrtModule & {
    env: { wasm: { numThreads: number } };
  };
  ort.env.wasm.numThreads = 1;

  test("runs the same program in WebAssembly", async () => {
    const session = await createWebSession(ort, program);
    expect([...(await session.run(feeds, ["y"])).y.data]).toEqual([2, 21, 301, 5, 51, 601]);
    await session.release();
  });

  test("refuses what a browser cannot give", async () => {
    await expect(createWebSession(ort, program, { provider: "cuda" })).rejects.toThrow("no browser has it");
    await expect(createWebSession(ort, program, { threads: 2 })).rejects.toThrow("ort.env.wasm.numThreads");
  });
});
