/** The ids of the items, which travel with the rows. */
import { readText } from "@querent/formats";

export interface IdSource {
  readonly given: string;
  readonly ids: readonly string[];
}

/** The column `id` of a file. */
export async function readIds(given: string): Promise<IdSource> {
  const { columns } = await readText(given, ["id"]);
  return { given, ids: columns.id };
}

/**
 * The one list of ids that all sources agree on; row numbers from 0 where there is none.
 *
 * @throws when two files disagree in a row, or an id is empty or there twice
 */
export function agreedIds(items: number, sources: readonly IdSource[]): readonly string[] {
  if (sources.length === 0) return Array.from({ length: items }, (_, i) => String(i));
  const [first, ...others] = sources;
  for (const { given, ids } of others) {
    const at = ids.findIndex((id, i) => id !== first.ids[i]);
    if (at >= 0)
      throw new Error(
        `${first.given} and ${given} must name the items alike and in one order; row ${at} is ` +
          `"${first.ids[at]}" in one and "${ids[at]}" in the other. Sort them alike.`,
      );
  }
  const seen = new Map<string, number>();
  first.ids.forEach((id, row) => {
    if (id === "") throw new Error(`${first.given}, row ${row}: an id must not be empty. Name this item.`);
    const before = seen.get(id);
    if (before !== undefined)
      throw new Error(
        `${first.given} must name each item once; "${id}" stands in rows ${before} and ${row}. Rename one of them.`,
      );
    seen.set(id, row);
  });
  return first.ids;
}
