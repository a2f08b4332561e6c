/** The embeddings of a project: made by a network that nothing changes, or by somebody else. */
import type { Matrix } from "@querent/core";
import { readShards } from "@querent/store";
import type { Item, Json, Project } from "@querent/store";

/** The name of the shards under `embeddings/`, and of the array in them. */
export const EMBEDDINGS = "features";

/** Where a project's embeddings come from, as its settings keep it under `network.embeddings`. */
export type EmbeddingsSource =
  | {
      readonly from: "network";
      readonly file: string; // below the project
      readonly sha256: string;
      readonly output: string | null;
      readonly side: number;
    }
  | { readonly from: "file"; readonly name: string; readonly sha256: string };

/** Undefined where nothing was embedded. */
export function embeddingsSource(project: Project): EmbeddingsSource | undefined {
  const { embeddings } = project.settings().network as { readonly embeddings?: Json };
  return embeddings as EmbeddingsSource | undefined;
}

/**
 * The embeddings of these items, in their order.
 *
 * @throws when there are none, or one of the items has none
 */
export async function embeddingsOf(
  project: Project,
  items: readonly Pick<Item, "item" | "id">[],
): Promise<Matrix> {
  const shards = await readShards(project.folder, "embeddings", EMBEDDINGS);
  if (shards === undefined)
    throw new Error("The project has no embeddings. Make some: querent embed PROJECT --network FILE.onnx.");
  const { data } = await shards.read(EMBEDDINGS);
  const cols = shards.manifest.arrays[EMBEDDINGS].row[0];
  const rowOf = new Map(Array.from(shards.items, (item, row) => [item, row]));
  const bare = items.filter(({ item }) => !rowOf.has(item));
  if (bare.length > 0)
    throw new Error(
      `Every image must be embedded; ${bare.length} of ${items.length} are not, ${bare[0].id} the first. Run querent embed again.`,
    );
  if (items.length === shards.items.length && items.every(({ item }, at) => shards.items[at] === item))
    return { rows: items.length, cols, data };
  const found = new Float32Array(items.length * cols);
  items.forEach(({ item }, at) => {
    const row = rowOf.get(item)!;
    found.set(data.subarray(row * cols, (row + 1) * cols), at * cols);
  });
  return { rows: items.length, cols, data: found };
}
