/** JSON that this room wrote into the database. */
import type { Database } from "./database.ts";
import { damaged } from "./in-words.ts";

/** @throws that the database is damaged where the text is not JSON any more */
export function parseStored<T>(db: Database, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw damaged(db.file, `"${text.slice(0, 40)}" cannot be read`, error);
  }
}
