/** Command: writes the pages and pictures of the strategies, and their rows in PARITY.md (`npm run docs`). */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDocs } from "./docs/make-docs.ts";

const root = join(import.meta.dirname, "../../..");
const folder = "docs/strategies";
const files = await makeDocs(root);
mkdirSync(join(root, folder), { recursive: true });
for (const file of readdirSync(join(root, folder)))
  if (!files.has(`${folder}/${file}`)) rmSync(join(root, folder, file));
for (const [path, text] of files) writeFileSync(join(root, path), text);
console.log(`${files.size} files under ${folder} and PARITY.md are as the source says.`);
