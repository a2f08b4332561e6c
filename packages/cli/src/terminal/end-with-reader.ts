/** What becomes of a command whose output nobody reads any more, as in `querent strategies | head -1`. */

/** Ends the process without a word when the reader of a stream is gone, with 128 + 13 (SIGPIPE), as shells have it. */
export function endWithReader(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(141);
  });
}
