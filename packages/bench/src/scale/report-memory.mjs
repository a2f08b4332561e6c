// Loaded before a command (node --import): says at its end how much memory it took at most, in bytes, and how many
// seconds of processors.
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write(
    `\npeak memory: ${process.resourceUsage().maxRSS * 1024}, processor seconds: ${(user + system) / 1e6}\n`,
  );
});
