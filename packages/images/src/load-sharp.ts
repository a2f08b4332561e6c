/** The one place where sharp, the native image library, is loaded: on first use, so that nothing else needs it. */
import type SharpModule from "sharp";

/** The function that the package `sharp` exports. */
export type Sharp = typeof SharpModule;

/**
 * Loads sharp and sets it up for many small images: one thread an image (the images themselves run side by side) and
 * no operation cache (no file is read twice). Throws, saying how to install it, if it is absent or cannot start.
 */
export async function loadSharp(
  importSharp: () => Promise<{ default: Sharp }> = () => import("sharp"),
): Promise<Sharp> {
  let sharp: Sharp;
  try {
    sharp = (await importSharp()).default;
  } catch (cause) {
    throw new Error(
      `Reading image files needs the package sharp, which cannot be loaded (${firstLine(cause)}): ` +
        `install it with "npm install sharp --include=optional".`,
      { cause },
    );
  }
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.trim().split("\n")[0];
}
