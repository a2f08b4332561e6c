/** The bytes of the module, with relaxed SIMD or without. */
export function compile(relaxed: boolean): Promise<Buffer>;
/** The source of src/wasm/wasm-bytes.ts. */
export function source(): Promise<string>;
