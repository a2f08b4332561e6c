/** How much may be kept of what can be made again. */

const GIGABYTE = 1e9;
const usual = 10; // gigabytes

/**
 * Bytes that decoded images may take in a cache folder: `QUERENT_CACHE_GB` gigabytes, or 10 if that is unset; with 0
 * nothing is kept. @throws when the variable is no such number
 */
export function cacheLimit(env: NodeJS.ProcessEnv = process.env): number {
  const { QUERENT_CACHE_GB: text = "" } = env;
  const gigabytes = text.trim() === "" ? usual : Number(text);
  if (!(gigabytes >= 0))
    throw new Error(
      `QUERENT_CACHE_GB must be a number of gigabytes, 0 or more; got "${text}". Unset it for ${usual}.`,
    );
  return gigabytes * GIGABYTE;
}
