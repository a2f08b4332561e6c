/** The kernels in a real browser: every shared case, and the same picks as in Node. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

const browserPath = process.env.QUERENT_CHROMIUM ?? "/usr/bin/chromium";
const missing = existsSync(browserPath) ? "" : ` (skipped: no browser at ${browserPath})`;
const packages = join(import.meta.dirname, "..", "..");

const imports = { "@querent/core": "/core/dist/index.js", "@querent/kernels": "/kernels/dist/web.js" };
const page = `<!doctype html><title>kernels</title>
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">
  import { kernelCases } from "@querent/core";
  import { createWebKernels } from "@querent/kernels";
  const wrong = [];
  let passed = 0;
  for (const { name, run } of kernelCases(createWebKernels()))
    try {
      await run();
      passed += 1;
    } catch (error) {
      wrong.push(name + ": " + error.message);
    }
  globalThis.result = { passed, wrong };
</script>`;

let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer(async ({ url = "/" }, response) => {
    const path = normalize(new URL(url, "http://localhost").pathname);
    if (path === "/") return response.setHeader("content-type", "text/html").end(page);
    const body = path.endsWith(".js")
      ? await readFile(join(packages, path)).catch(() => undefined)
      : undefined;
    if (body === undefined) return response.writeHead(404).end();
    response.setHeader("content-type", "text/javascript").end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => server.close());

test.skipIf(missing !== "")(
  `the shared cases pass in chromium${missing}`,
  async () => {
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
      const errors: string[] = [];
      tab.on("pageerror", (error) => errors.push(String(error)));
      await tab.goto(origin);
      const handle = await tab.waitForFunction("globalThis.result", undefined, { timeout: 120_000 });
      const { passed, wrong } = (await handle.jsonValue()) as { passed: number; wrong: string[] };
      expect(errors).toEqual([]);
      expect(wrong).toEqual([]);
      expect(passed).toBeGreaterThan(100);
    } finally {
      await browser.close();
    }
  },
  150_000,
);
