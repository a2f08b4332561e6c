/** Pascal VOC's average precision once more, slow and plain, to hold the fast one against. */

export interface VocTruth {
  readonly image: number;
  readonly kind: number;
  readonly box: readonly number[];
  readonly difficult: boolean;
}

export interface VocClaim {
  readonly image: number;
  readonly kind: number;
  readonly box: readonly number[];
  readonly score: number;
}

/** Average precision of a class by every point and by eleven, or undefined without a truth. */
export function slowVoc(
  kind: number,
  truths: readonly VocTruth[],
  claims: readonly VocClaim[],
  threshold: number,
  extra: number,
): { every: number; eleven: number } | undefined {
  const mine = truths.filter((one) => one.kind === kind);
  const total = mine.filter((one) => !one.difficult).length;
  if (total === 0) return undefined;
  const turns = claims
    .map((claim, place) => ({ ...claim, place }))
    .filter((one) => one.kind === kind)
    .toSorted((a, b) => b.score - a.score || a.image - b.image || a.place - b.place);
  const taken = new Set<VocTruth>();
  const verdicts: boolean[] = [];
  for (const turn of turns) {
    const here = mine.filter((one) => one.image === turn.image);
    const most = Math.max(0, ...here.map((one) => jaccard(turn.box, one.box, extra)));
    const nearest = here.find((one) => jaccard(turn.box, one.box, extra) === most);
    if (nearest === undefined || most < threshold) verdicts.push(false);
    else if (!nearest.difficult) {
      verdicts.push(!taken.has(nearest));
      taken.add(nearest);
    }
  }
  // [right so far, precision so far]
  const curve = verdicts.map((_, n): [number, number] => {
    const right = verdicts.slice(0, n + 1).filter(Boolean).length;
    return [right, right / (n + 1)];
  });
  const atLeast = (right: number): number =>
    Math.max(0, ...curve.filter(([reached]) => reached >= right).map(([, precision]) => precision));
  let every = 0; // each truth adds 1 / total of recall, at the precision with which it is reached
  for (let right = 1; right <= total; right += 1) every += atLeast(right) / total;
  let eleven = 0;
  for (let tenths = 0; tenths <= 10; tenths += 1) eleven += atLeast(Math.ceil((tenths * total) / 10)) / 11;
  return { every, eleven };
}

function jaccard(a: readonly number[], b: readonly number[], extra: number): number {
  const span = (low: number, high: number): number => Math.max(0, high - low + extra);
  const both =
    span(Math.max(a[0], b[0]), Math.min(a[2], b[2])) * span(Math.max(a[1], b[1]), Math.min(a[3], b[3]));
  const area = (box: readonly number[]): number => span(box[0], box[2]) * span(box[1], box[3]);
  return both === 0 ? 0 : both / (area(a) + area(b) - both);
}
