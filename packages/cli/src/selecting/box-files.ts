/** Boxes that detectors found, as files hold them. */
import { matrix, type Detections, type Matrix } from "@querent/core";
import { parseFilePart } from "@querent/formats";
import type { FilePart } from "@querent/formats";

/** Signals of which each file is an .npz archive; the lists take several files, with commas between them. */
export const boxSignals = ["detections", "flippedDetections", "noisyDetections", "detectionPasses"] as const;
const lists: readonly string[] = ["noisyDetections", "detectionPasses"];
const parts = ["starts", "corners", "probabilities"] as const;
const MOST = 2 ** 24; // boxes whose number a 32-bit float holds exactly

export type BoxSignal = (typeof boxSignals)[number];

/** One array of one archive of a signal: "noisyDetections.2.corners". */
export type BoxArray = `${BoxSignal}.${number}.${(typeof parts)[number]}`;

export const boxShapes: Readonly<Record<(typeof parts)[number], readonly string[]>> = {
  starts: ["n + 1"],
  corners: ["boxes", "4"],
  probabilities: ["boxes", "classes + 1"],
};

export function isBoxSignal(name: string): name is BoxSignal {
  return (boxSignals as readonly string[]).includes(name);
}

export function isBoxArray(name: string): name is BoxArray {
  return isBoxSignal(name.split(".")[0]);
}

/** The part of an archive that an array is. */
export function boxPart(name: BoxArray): keyof typeof boxShapes {
  return name.split(".")[2] as keyof typeof boxShapes;
}

/** The name of the input that an array belongs to: "detections", "noisyDetections.2". */
export function boxInput(name: BoxArray): string {
  const [signal, place] = name.split(".");
  return lists.includes(signal) ? `${signal}.${place}` : signal;
}

/** The arrays that the value of a signal names. @throws when a file is no .npz */
export function boxArrays(
  signal: BoxSignal,
  value: string,
): { readonly name: BoxArray; readonly given: string; readonly file: FilePart }[] {
  const given = lists.includes(signal) ? value.split(",") : [value];
  return given.flatMap((path, place) => {
    if (!parseFilePart(path).path.endsWith(".npz"))
      throw new Error(
        `${path} must be an .npz archive with the arrays starts (n + 1), corners (boxes, 4) and probabilities ` +
          "(boxes, classes + 1), n being the number of items and the last column the background.",
      );
    return parts.map((part) => ({
      name: `${signal}.${place}.${part}` as const,
      given: `${path}#${part}`,
      file: { path, part },
    }));
  });
}

/** The boxes of one archive from its arrays. @throws when starts are not whole numbers that 32-bit floats hold */
export function boxesFrom(starts: Float32Array, corners: Float32Array, probabilities: Matrix): Detections {
  const wrong = starts.find((start) => !Number.isInteger(start) || start < 0 || start > MOST);
  if (wrong !== undefined)
    throw new Error(
      `The starts of boxes must be whole numbers from 0 to ${MOST}; got ${wrong}. Give the place of each item's first ` +
        "box, and the number of boxes at the end.",
    );
  return { starts: Int32Array.from(starts), corners, probabilities };
}

/** The detections of a signal from its arrays: one, or as many as there are files. */
export function detectionsFrom(
  signal: BoxSignal,
  table: (name: BoxArray) => { readonly shape: readonly number[]; readonly data: Float32Array } | undefined,
): Detections | Detections[] | undefined {
  const found: Detections[] = [];
  for (let place = 0; ; place += 1) {
    const [starts, corners, probabilities] = parts.map((part) => table(`${signal}.${place}.${part}`));
    if (starts === undefined || corners === undefined || probabilities === undefined) break;
    const [rows, cols] = probabilities.shape;
    found.push(boxesFrom(starts.data, corners.data, matrix(rows, cols, probabilities.data)));
  }
  return found.length === 0 ? undefined : lists.includes(signal) ? found : found[0];
}
