// Loaded before a command (node --import): says at its end how much memory it took at most, in bytes.
process.on("exit", () => process.stderr.write(`\npeak memory: ${process.resourceUsage().maxRSS * 1024}\n`));
