/** True and found boxes of about the number and sizes that COCO's validation part and a detector have. */
import { generator, keyFrom, type FoundBoxes, type TrueBoxes } from "@querent/core";

export interface Scene {
  readonly images: number;
  readonly classes: number;
  readonly perImage: number; // found boxes
}

export interface SceneBoxes {
  readonly truths: readonly TrueBoxes[];
  readonly found: readonly FoundBoxes[];
}

/**
 * Up to 14 true boxes an image, 7 in the mean, of one to three classes, 2% crowds; sides of 4 to 400 pixels, most of them
 * short. Six of ten found boxes are true ones, each edge moved by up to a tenth of the box's side; the others are anywhere.
 * Whole hundredths of pixels, and scores of three decimals, so that JSON keeps all of it.
 */
export function drawScene({ images, classes, perImage }: Scene): SceneBoxes {
  const draw = generator(keyFrom("evaluate-speed"));
  const rounded = (value: number): number => Math.round(100 * value) / 100;
  const box = (): [number, number, number, number] => {
    const side = (): number => 4 + 396 * draw.uniform() ** 3;
    return [500 * draw.uniform(), 400 * draw.uniform(), side(), side()].map(rounded) as ReturnType<
      typeof box
    >;
  };
  const truths: TrueBoxes[] = [];
  const found: FoundBoxes[] = [];
  for (let i = 0; i < images; i += 1) {
    const present = Array.from({ length: 1 + draw.integer(3) }, () => draw.integer(classes));
    const wanted = Array.from({ length: draw.integer(15) }, () => ({
      box: box(),
      kind: present[draw.integer(present.length)],
      share: 0.5 + 0.5 * draw.uniform(),
      crowd: draw.uniform() < 0.02,
    }));
    const claims = Array.from({ length: perImage }, () => {
      const near = draw.uniform() < 0.6 ? wanted[draw.integer(Math.max(1, wanted.length))] : undefined;
      const score = Math.round(1000 * draw.uniform()) / 1000;
      if (near === undefined) return { box: box(), kind: draw.integer(classes), score };
      const moved = near.box.map((value, k) => value + 0.2 * (draw.uniform() - 0.5) * near.box[2 + (k % 2)]);
      return { box: moved.map(rounded) as ReturnType<typeof box>, kind: near.kind, score };
    });
    const crowds = Uint8Array.from(wanted, ({ crowd }) => (crowd ? 1 : 0));
    truths.push({
      ...boxesOf(wanted),
      areas: Float64Array.from(wanted, ({ box, share }) => rounded(box[2] * box[3] * share)),
      ignored: crowds,
      crowds,
    });
    found.push({ ...boxesOf(claims), scores: Float64Array.from(claims, ({ score }) => score) });
  }
  return { truths, found };
}

function boxesOf(list: readonly { readonly box: readonly number[]; readonly kind: number }[]) {
  return {
    count: list.length,
    corners: Float64Array.from(
      list.flatMap(({ box: [x, y, width, height] }) => [x, y, x + width, y + height]),
    ),
    classes: Int32Array.from(list, ({ kind }) => kind),
  };
}

/** The scene as a COCO annotation file and a list of results; ids are from 1. */
export function cocoOf(
  { truths, found }: SceneBoxes,
  classes: number,
): { truth: unknown; results: unknown[] } {
  const bbox = (corners: Float64Array, b: number): number[] => {
    const [x1, y1, x2, y2] = corners.subarray(4 * b, 4 * b + 4);
    return [x1, y1, x2 - x1, y2 - y1];
  };
  let id = 0;
  const annotations = truths.flatMap((boxes, i) =>
    Array.from(boxes.classes, (kind, g) => {
      id += 1;
      const own = { area: boxes.areas[g], iscrowd: boxes.crowds[g] };
      return { id, image_id: i + 1, category_id: kind + 1, bbox: bbox(boxes.corners, g), ...own };
    }),
  );
  const results = found.flatMap((boxes, i) =>
    Array.from(boxes.classes, (kind, d) => {
      return { image_id: i + 1, category_id: kind + 1, bbox: bbox(boxes.corners, d), score: boxes.scores[d] };
    }),
  );
  const images = truths.map((_, i) => ({ id: i + 1, file_name: `${i + 1}.jpg`, width: 640, height: 480 }));
  const categories = Array.from({ length: classes }, (_, c) => ({ id: c + 1, name: `class ${c + 1}` }));
  return { truth: { images, categories, annotations }, results };
}
