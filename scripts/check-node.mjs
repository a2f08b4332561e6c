// Stops with one sentence when the Node that npm scripts find is older than the one Querent is built for.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Querent needs Node 22.18 or newer; this is ${process.versions.node}. Run "npm ci" first: it brings Node 24 along as a development dependency.`,
  );
  process.exit(1);
}
