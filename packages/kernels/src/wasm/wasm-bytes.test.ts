import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kernelCases, plainKernels } from "@querent/core";
import { source } from "../../scripts/build-wasm.mjs";
import { createLocalRunner } from "../local.ts";
import { localKernels } from "../local-kernels.ts";
import { bytesOf, createEngine } from "./engine.ts";
import { plainModule, relaxedModule } from "./wasm-bytes.ts";

test("the inlined modules are what assembly/ compiles to", async () => {
  expect(readFileSync(join(import.meta.dirname, "wasm-bytes.ts"), "utf8")).toBe(await source());
});

describe("without relaxed SIMD", () => {
  const module = new WebAssembly.Module(bytesOf(plainModule));
  const kernels = { ...plainKernels, ...localKernels(createLocalRunner(() => createEngine(module))) };
  for (const { name, run } of kernelCases(kernels)) test(name, run);
});

test("the relaxed module is another one", () => {
  expect(relaxedModule).not.toBe(plainModule);
});
