/** The pool on which the strategies of a family are pictured, and what is said of the picture. */
import type { SelectionRequest, Signals } from "@querent/core";
import { exampleImages } from "./example-images.ts";
import { examplePool } from "./example-pool.ts";
import { imagePicture, type Drawn } from "./image-picture.ts";
import { pickPicture } from "./pick-picture.ts";

export interface Example {
  readonly signals: Signals;
  readonly request: SelectionRequest;
  readonly pool: string; // in words, for the picture's description
  readonly legend: string; // sentences under the picture
  picture(picks: ArrayLike<number>, title: string): string;
}

/** A function from the folder of a family to its example; each is made once. */
export function examples(): (folder: string) => Example {
  const points = pointExample();
  const images = { boxes: imageExample("boxes"), joints: imageExample("joints") };
  return (folder) => (folder === "boxes" || folder === "joints" ? images[folder] : points);
}

function pointExample(): Example {
  const pool = examplePool();
  return {
    ...pool,
    pool: `${pool.points.rows} points`,
    legend:
      "The areas are what the model says after the twelve labels that are shown as squares; the rings are the picks, in " +
      "their order.",
    picture: (picks, title) => pickPicture(pool, picks, title),
  };
}

const drawings: Readonly<Record<Drawn, string>> = {
  boxes:
    "Each square is an image with the boxes that a detector finds in it, in the colour of their most likely class and with " +
    "its probability in per cent, drawn by a formula and not by a trained model.",
  joints:
    "Each square is an image with the heat maps of three joints, each in its colour, drawn by a formula and not by a " +
    "trained network.",
};

function imageExample(drawn: Drawn): Example {
  const images = exampleImages();
  return {
    ...images,
    pool: `${images.request.ids.length} images`,
    legend: `${drawings[drawn]} Grey ones are labelled; the framed ones are the picks, in their order.`,
    picture: (picks, title) => imagePicture(images, drawn, picks, title),
  };
}
