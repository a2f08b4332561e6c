import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "vitest";
import { pythonCommand } from "./peer-process.ts";

const hasTorch = spawnSync(pythonCommand, ["-c", "import torch, numpy"]).status === 0;

test("the PyTorch peers agree with float64 numpy", (context) => {
  if (!hasTorch) context.skip(`${pythonCommand} has no torch and numpy (Debian: python3-torch)`);
  const peers = join(import.meta.dirname, "..", "peers");
  execFileSync(pythonCommand, ["-B", "-m", "unittest", "discover", peers], { stdio: "pipe" });
});
