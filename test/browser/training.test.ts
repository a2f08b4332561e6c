/** The same training step graphs in a real browser, on onnxruntime-web. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";
import { createSession } from "@querent/graph";
import { afterAll, beforeAll, expect, test } from "vitest";
import { twentySteps } from "./twenty-steps.mjs";

const browserPath = process.env.QUERENT_CHROMIUM ?? "/usr/bin/chromium";
const missing = existsSync(browserPath) ? "" : ` (skipped: no browser at ${browserPath})`;

const imports = {
  "@querent/core": "/packages/core/dist/index.js",
  "@querent/graph": "/packages/graph/dist/index.js",
  "@querent/models": "/packages/models/dist/index.js",
  "@bufbuild/protobuf/wire": "/node_modules/@bufbuild/protobuf/dist/esm/wire/index.js",
  "onnxruntime-web": "/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs",
};
const page = `<!doctype html><title>twenty steps</title>
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">
  import * as ort from "onnxruntime-web";
  import { createWebSession } from "@querent/graph";
  import { twentySteps } from "/test/browser/twenty-steps.mjs";
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = "/node_modules/onnxruntime-web/dist/";
  const compile = (program, { constants }) => createWebSession(ort, program, { constants });
  twentySteps(compile).then(
    (losses) => { globalThis.result = { losses }; },
    (error) => { globalThis.result = { error: String(error?.stack ?? error) }; },
  );
</script>`;
const types: Record<string, string> = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer(async ({ url = "/" }, response) => {
    const path = normalize(new URL(url, "http://localhost").pathname);
    if (path === "/") return response.setHeader("content-type", "text/html").end(page);
    const type = types[extname(path)];
    const body = type === undefined ? undefined : await readFile(join(".", path)).catch(() => undefined);
    if (body === undefined) return response.writeHead(404).end();
    response.setHeader("content-type", type).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => server.close());

interface PageResult {
  readonly losses?: number[];
  readonly error?: string;
}

test.skipIf(missing !== "")(
  `twenty steps in chromium equal Node's to 1e-4${missing}`,
  async () => {
    const inNode = await twentySteps(createSession);
    const browser = await chromium.launch({
      executablePath: browserPath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
      ],
    });
    try {
      const tab = await browser.newPage();
      await tab.goto(origin);
      const handle = await tab.waitForFunction("globalThis.result", undefined, { timeout: 120_000 });
      const { losses, error } = (await handle.jsonValue()) as PageResult;
      expect(error).toBeUndefined();
      expect(losses).toHaveLength(20);
      losses!.forEach((loss, step) =>
        expect(Math.abs(loss - inNode[step]), `step ${step}`).toBeLessThan(1e-4),
      );
      // Training did something: the losses are not one number repeated.
      expect(new Set(inNode).size).toBe(20);
    } finally {
      await browser.close();
    }
  },
  180_000,
);
