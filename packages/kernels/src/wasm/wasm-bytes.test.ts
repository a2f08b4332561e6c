import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kernelCases } from "@querent/core";
import { source } from "../../scripts/build-wasm.mjs";
import { kernelsOn } from "../kernels-on.ts";
import { localRunner } from "../local.ts";
import { bytesOf, createEngine } from "./engine.ts";
import { plainModule, relaxedModule } from "./wasm-bytes.ts";

test("the inlined modules are what assembly/ compiles to", async () => {
  expect(readFileSync(join(import.meta.dirname, "wasm-bytes.ts"), "utf8")).toBe(await source());
});

describe("without relaxed SIMD", () => {
  const module = new WebAssembly.Module(bytesOf(plainModule));
  const kernels = kernelsOn(localRunner(() => createEngine(module)));
  for (const { name, run } of kernelCases(kernels)) test(name, run);
});

test("the relaxed module is another one", () => {
  expect(relaxedModule).not.toBe(plainModule);
});
