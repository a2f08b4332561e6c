/** What is drawn over an image in a report, and the words under it. */

/** Shapes in pixels of the image. */
export interface ItemPicture {
  readonly caption: string;
  readonly boxes: readonly PictureBox[];
  readonly points: readonly (readonly [number, number])[];
  readonly lines: readonly (readonly [number, number, number, number])[]; // x1, y1, x2, y2
}

export interface PictureBox {
  readonly corners: readonly [number, number, number, number];
  readonly dashed: boolean; // for one that counts neither as found nor as missed
}
