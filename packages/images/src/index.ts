/** Image files to pixels, and images that the program draws itself. */
export { decodeAll } from "./decode-all.ts";
export type { DecodeAllOptions, DecodeOptions, DecodedImages } from "./decode-all.ts";
export { decodeCrops } from "./decode-crops.ts";
export type { CropFile, CropOptions, SquareCrop } from "./decode-crops.ts";
export { decodeToPixels } from "./decode-to-pixels.ts";
export type { PixelFit, PixelGeometry } from "./decode-to-pixels.ts";
export { differenceHash, differenceHashes, differenceHashVersion } from "./difference-hash.ts";
export type { DifferenceHashes } from "./difference-hash.ts";
export { drawnShapes } from "./drawn-shapes.ts";
export type { DrawnShapes, DrawnShapesOptions } from "./drawn-shapes.ts";
export type { ImageFile } from "./image-file.ts";
export { targetGeometry } from "./target-geometry.ts";
export { thumbnail } from "./thumbnail.ts";
export { uprightSize } from "./upright-size.ts";
export { userCacheFolder } from "./user-cache-folder.ts";
export { channelStatistics, type ChannelStatistics } from "./channel-statistics.ts";
