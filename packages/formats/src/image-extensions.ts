/** Which file names are taken for images. */

/** The extensions read as images, in lower case, without the dot. */
export const imageExtensions: readonly string[] = [
  "jpg",
  "jpeg",
  "png",
  "webp",
  "gif",
  "bmp",
  "tif",
  "tiff",
  "avif",
];

/** Whether the name ends in an image extension, in any case. */
export function isImageName(name: string): boolean {
  const dot = name.lastIndexOf(".");
  return dot >= 0 && imageExtensions.includes(name.slice(dot + 1).toLowerCase());
}
