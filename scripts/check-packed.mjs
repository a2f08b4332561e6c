// Packs every public package, installs the tarballs in an empty folder as a user would, and runs `querent demo` there.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "querent-packed-"));
const run = (command, args, cwd) => execFileSync(command, args, { cwd, stdio: "inherit" });
try {
  const rooms = readdirSync("packages").filter(
    (room) => !JSON.parse(readFileSync(`packages/${room}/package.json`, "utf8")).private,
  );
  for (const room of rooms)
    run("npm", ["pack", "--silent", "--pack-destination", folder], `packages/${room}`);
  const tarballs = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  run("npm", ["init", "-y", "--silent"], folder);
  // As the README tells users: without its download of CUDA libraries from elsewhere.
  run(
    "npm",
    [
      "install",
      "--onnxruntime-node-install=skip",
      "--no-audit",
      "--no-fund",
      ...tarballs.map((file) => `./${file}`),
    ],
    folder,
  );
  run(
    process.execPath,
    [join(folder, "node_modules", "querent", "bin", "querent.js"), "demo", "--out", join(folder, "report")],
    folder,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
