export { decodeAll } from "./decode-all.ts";
export type { DecodeAllOptions, DecodedImages } from "./decode-all.ts";
export { decodeToPixels } from "./decode-to-pixels.ts";
export type { PixelGeometry } from "./decode-to-pixels.ts";
export type { ImageFile } from "./image-file.ts";
export { targetGeometry } from "./target-geometry.ts";
export { userCacheFolder } from "./user-cache-folder.ts";
