// The module that src/wasm/ loads: everything that loops over numbers. Addresses and places are 32-bit; the caller lays out the memory.

export * from "./exact";
export * from "./squared";
export * from "./farthest";
export * from "./scan";
export * from "./tile";
export * from "./screen";
