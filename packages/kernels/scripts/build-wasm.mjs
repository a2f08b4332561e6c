// Compiles assembly/ to WebAssembly, with and without relaxed SIMD, and writes both into src/wasm/wasm-bytes.ts.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import asc from "assemblyscript/asc";

const home = join(import.meta.dirname, "..");

/** The bytes of the module, the same on every machine. */
export async function compile(relaxed) {
  let bytes;
  const { error, stderr } = await asc.main(
    [
      "assembly/index.ts",
      "--outFile=module.wasm",
      "-O3",
      "--noAssert",
      "--runtime=stub",
      "--use=abort=",
      `--enable=simd${relaxed ? ",relaxed-simd" : ""}`,
      `--baseDir=${home}`,
    ],
    {
      writeFile(name, contents) {
        if (name.endsWith(".wasm")) bytes = contents;
      },
    },
  );
  if (error) throw new Error(`The kernels must compile.\n${stderr}`, { cause: error });
  return Buffer.from(bytes);
}

/** The source of src/wasm/wasm-bytes.ts. */
export async function source() {
  const lines = [
    "/** Written by scripts/build-wasm.mjs from assembly/; a test compiles it again and compares. */",
    "",
  ];
  for (const [name, relaxed, what] of [
    ["relaxedModule", true, "With relaxed SIMD, in base64."],
    ["plainModule", false, "For engines without it, in base64."],
  ])
    lines.push(
      `/** ${what} */`,
      `export const ${name} =`,
      `  "${(await compile(relaxed)).toString("base64")}";`,
    );
  return `${lines.join("\n")}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(join(home, "src", "wasm", "wasm-bytes.ts"), await source());
