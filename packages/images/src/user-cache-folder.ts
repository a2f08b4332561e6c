/** Where a program may keep what it can make again. */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** `$XDG_CACHE_HOME/querent`, or `~/.cache/querent` if that is unset or not absolute (XDG Base Directory 0.8). */
export function userCacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_CACHE_HOME;
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), ".cache"), "querent");
}
