/** One instance of the WebAssembly module with a memory of its own, laid out anew for every task. */

import { plainModule, relaxedModule } from "./wasm-bytes.ts";

/** What assembly/ exports; addresses, places and counts are numbers, flags 0 or 1. */
export interface WasmFunctions {
  readonly memory: WebAssembly.Memory;
  farthestBegin(...arguments_: number[]): void;
  farthestAddCentre(): void;
  farthestSettle(bar: number, budget: number): number;
  farthestDrop(): void;
  farthestBound(candidate: number): number;
  farthestNear(candidate: number): number;
  farthestPairs(): number;
  farthestWork(): number;
  exactSquared(x: number, y: number, cols: number): number;
  exactScan(...arguments_: number[]): void;
  centreRows(rows: number, count: number, cols: number, centre: number, lengths: number): void;
  pack(rows: number, count: number, cols: number, panel: number): void;
  products4(...arguments_: number[]): void;
  screenBegin(...arguments_: number[]): void;
  screenOthers(from: number, m: number, belows: number): void;
  screenTile(...arguments_: number[]): void;
  screenBoth(...arguments_: number[]): void;
  offer(row: number, other: number, low: number): void;
  screenTrim(row: number): number;
  screenWithin(...arguments_: number[]): number;
}

export interface Engine {
  readonly wasm: WasmFunctions;
  /** Addresses, each a multiple of 64, for pieces of so many bytes one behind the other; the memory grows as needed. */
  layOut(...bytes: number[]): number[];
  /** What the module calls when it needs candidate `i` in the row for it. */
  stage: (i: number) => void;
}

let compiled: WebAssembly.Module | undefined;

/** Relaxed SIMD where the engine has it; picks do not depend on it. */
function module(): WebAssembly.Module {
  if (compiled === undefined) {
    const relaxed = bytesOf(relaxedModule);
    compiled = new WebAssembly.Module(WebAssembly.validate(relaxed) ? relaxed : bytesOf(plainModule));
  }
  return compiled;
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

const PAGE = 65536;

/** @param of the compiled module; by default the best that runs here */
export function createEngine(of: WebAssembly.Module = module()): Engine {
  const imports = { farthest: { stage: (i: number) => engine.stage(i) } };
  const wasm = new WebAssembly.Instance(of, imports).exports as unknown as WasmFunctions;
  const engine: Engine = {
    wasm,
    stage: () => {},
    layOut(...bytes) {
      let next = PAGE; // the first page is the module's own
      const addresses = bytes.map((size) => {
        const address = next;
        next = (next + size + 63) & ~63;
        if (next < address || next > 0x7fffffff)
          throw new RangeError(
            `The working memory of a thread must stay under 2 GiB; ${bytes.reduce((a, b) => a + b)} bytes are needed. Give fewer centres.`,
          );
        return address;
      });
      const missing = Math.ceil(next / PAGE) - wasm.memory.buffer.byteLength / PAGE;
      if (missing > 0) wasm.memory.grow(missing);
      return addresses;
    },
  };
  return engine;
}
