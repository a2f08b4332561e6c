/** A file to decode. */

/** A file and the id by which its item is known. */
export interface ImageFile {
  readonly file: string;
  readonly id: string;
}
