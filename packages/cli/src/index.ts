/** The library, safe for browsers and workers: contracts, strategies, metrics, statistics. `querent/node` has the rest. */
export * from "@querent/core";
