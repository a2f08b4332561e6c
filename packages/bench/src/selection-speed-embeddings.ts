/** Command: embeds a folder of images and their mirror images with an ONNX file, for `selection-speed.ts`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeNpy } from "@querent/formats";
import { createSession, importOnnx, programInputs } from "@querent/graph";
import { decodeAll } from "@querent/images";
import { positiveInteger } from "./options.ts";

const { values } = parseArgs({
  options: {
    images: { type: "string" },
    model: { type: "string" },
    features: { type: "string", default: "features" },
    side: { type: "string", default: "96" },
    items: { type: "string", default: "100000" },
    dimensions: { type: "string", default: "512" },
    threads: { type: "string", default: "2" },
    out: { type: "string" },
  },
});
const { images, model, features, out } = values;
if (images === undefined || model === undefined || out === undefined)
  throw new Error("--images FOLDER, --model FILE.onnx and --out FILE.npy must be given.");
const side = positiveInteger("side", values.side);
const dimensions = positiveInteger("dimensions", values.dimensions);
const batch = 50;

const files = readdirSync(images, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(jpe?g|png)$/i.test(name))
  .sort()
  .map((name) => ({ file: join(images, name), id: name }));
const items = Math.min(positiveInteger("items", values.items), 2 * files.length);
const imported = importOnnx(readFileSync(model), { inputShapes: { input: [batch, 3, side, side] } });
const program = { outputs: { features: imported.outputs[features] } };
const used = programInputs(program);
const session = await createSession(program, {
  threads: positiveInteger("threads", values.threads),
  constants: new Map([...imported.parameters].filter(([name]) => used.has(name))),
});
const data = new Float32Array(items * dimensions);

/** Features of a batch of images, or of their mirror images, into rows from `row` on. */
async function embed(pixels: Uint8Array, mirrored: boolean, row: number, count: number): Promise<void> {
  const plane = side * side;
  const input = new Float32Array(batch * 3 * plane);
  for (let i = 0; i < batch; i += 1)
    for (let y = 0; y < side; y += 1)
      for (let x = 0; x < side; x += 1) {
        const from = 3 * (i * plane + y * side + (mirrored ? side - 1 - x : x));
        for (let c = 0; c < 3; c += 1)
          input[(3 * i + c) * plane + y * side + x] = pixels[from + c] / 127.5 - 1;
      }
  const found = await session.run({ input: { shape: [batch, 3, side, side], data: input } });
  const rows = found.features.data as Float32Array;
  const width = found.features.shape[1];
  for (let i = 0; i < count && row + i < items; i += 1)
    data.set(rows.subarray(i * width, i * width + dimensions), (row + i) * dimensions);
}

for (let start = 0; start < files.length && start < items; start += 20 * batch) {
  const { pixels } = await decodeAll(files.slice(start, start + 20 * batch), {
    width: side,
    height: side,
    channels: 3,
    cacheDir: false,
  });
  for (let at = 0; at < pixels.count; at += batch) {
    const part = new Uint8Array(batch * 3 * side * side);
    part.set(pixels.data.subarray(at * 3 * side * side, (at + batch) * 3 * side * side));
    const count = Math.min(batch, pixels.count - at);
    await embed(part, false, start + at, count);
    if (files.length + start + at < items) await embed(part, true, files.length + start + at, count);
  }
  console.error(`${Math.min(files.length, start + 20 * batch)} of ${files.length}`);
}
await session.release();
await writeNpy(out, { shape: [items, dimensions], data });
