#!/usr/bin/env node
// Checks the Node version before anything that needs a newer one is loaded.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `querent needs Node 22.18 or newer; this is ${process.versions.node}. Install a newer Node from https://nodejs.org and run it again.`,
  );
  process.exit(1);
}
await import("../dist/main.js");
