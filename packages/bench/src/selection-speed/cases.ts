/** What is measured: selections and the kernels below them, on data of three kinds. */

export const dataKinds = ["clustered", "mobilenet", "noise"] as const;
export type DataKind = (typeof dataKinds)[number];

export const parts = [
  "k-center",
  "k-center-million",
  "badge",
  "neighbours",
  "k-means",
  "facility-location",
  "typiclust",
  "prob-cover",
  "batch-bald",
] as const;
export type Part = (typeof parts)[number];

/** One measurement. */
export interface SpeedCase {
  readonly part: Part;
  readonly data: DataKind | "predictions";
  readonly items: number;
  readonly dimensions: number; // of embeddings
  readonly batch: number;
  readonly classes?: number; // of probabilities
  readonly passes?: number; // of dropout
  readonly neighbours?: number;
}

/** Parts that the Python peers have too. */
export const withPeer: ReadonlySet<Part> = new Set([
  "k-center",
  "k-center-million",
  "badge",
  "neighbours",
  "k-means",
  "facility-location",
]);

/** The cases of a part; `items` are the sizes of the pools, `kinds` the data of k-center. */
export function casesOf(part: Part, items: readonly number[], kinds: readonly DataKind[]): SpeedCase[] {
  const each = (rest: Omit<SpeedCase, "part" | "items" | "dimensions">): SpeedCase[] =>
    items.map((n) => ({ part, items: n, dimensions: 512, ...rest }));
  switch (part) {
    case "k-center":
      return kinds.flatMap((data) => each({ data, batch: 1000 }));
    case "k-center-million":
      return [{ part, data: "clustered", items: 1_000_000, dimensions: 128, batch: 1000 }];
    case "badge":
      return each({ data: "clustered", batch: 100, classes: 100 });
    case "neighbours":
      return each({ data: "clustered", batch: 0, neighbours: 20 });
    case "batch-bald":
      return [5000, 10_000].map((n) => ({
        part,
        data: "predictions",
        items: n,
        dimensions: 0,
        batch: 10,
        classes: 10,
        passes: 100,
      }));
    default:
      return each({ data: "clustered", batch: 100, neighbours: 20 });
  }
}
