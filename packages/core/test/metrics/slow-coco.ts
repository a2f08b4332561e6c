/** COCO's evaluation once more, slow and plain, to hold the fast one against; it shares nothing with it. */

export interface Thing {
  readonly image: number;
  readonly kind: number;
  readonly size: number; // square pixels
}

export interface Wanted extends Thing {
  readonly crowd: boolean;
  readonly skip: boolean; // neither found nor missed
}

export interface Claim extends Thing {
  readonly score: number;
}

type Overlap<W extends Wanted, C extends Claim> = (claim: C, wanted: W) => number;

const sizes: Record<string, [number, number]> = {
  all: [0, 1e10],
  small: [0, 1024],
  medium: [1024, 9216],
  large: [9216, 1e10],
};

interface Verdict {
  readonly score: number;
  readonly right: boolean;
}

/** The counted claims of one kind in one image, and how many objects they could have found. */
function judge<W extends Wanted, C extends Claim>(
  wanted: readonly W[],
  claims: readonly C[],
  overlap: Overlap<W, C>,
  threshold: number,
  size: string,
): { verdicts: Verdict[]; objects: number } {
  const [from, to] = sizes[size];
  const fits = (thing: Thing): boolean => thing.size >= from && thing.size <= to;
  const counts = (one: W): boolean => fits(one) && !one.crowd && !one.skip;
  const free = new Set(wanted);
  const verdicts: Verdict[] = [];
  for (const claim of claims) {
    const near = [...free].filter((one) => overlap(claim, one) >= Math.min(threshold, 1 - 1e-10));
    const eligible = near.some(counts) ? near.filter(counts) : near;
    const most = Math.max(...eligible.map((one) => overlap(claim, one)));
    const match = eligible.findLast((one) => overlap(claim, one) === most);
    if (match === undefined) {
      if (fits(claim)) verdicts.push({ score: claim.score, right: false });
    } else {
      if (!match.crowd) free.delete(match);
      if (counts(match)) verdicts.push({ score: claim.score, right: true });
    }
  }
  return { verdicts, objects: wanted.filter(counts).length };
}

/** [average precision, largest recall] of one kind, or undefined where there is no object of it to find. */
function ofKind<W extends Wanted, C extends Claim>(
  wanted: readonly W[],
  claims: readonly C[],
  overlap: Overlap<W, C>,
  threshold: number,
  size: string,
  most: number,
): [number, number] | undefined {
  const images = [...new Set([...wanted, ...claims].map(({ image }) => image))].toSorted((a, b) => a - b);
  const judged = images.map((image) =>
    judge(
      wanted.filter((one) => one.image === image),
      claims
        .filter((one) => one.image === image)
        .toSorted((a, b) => b.score - a.score)
        .slice(0, most),
      overlap,
      threshold,
      size,
    ),
  );
  const objects = judged.reduce((sum, one) => sum + one.objects, 0);
  if (objects === 0) return undefined;
  const verdicts = judged.flatMap((one) => one.verdicts).toSorted((a, b) => b.score - a.score);
  const points = verdicts.map((_, n) => {
    const right = verdicts.slice(0, n + 1).filter((one) => one.right).length;
    return { recall: right / objects, precision: right / (n + 1) };
  });
  const read = (recall: number): number =>
    Math.max(0, ...points.filter((point) => point.recall >= recall).map((point) => point.precision));
  const precisions = Array.from({ length: 101 }, (_, i) => read(i * 0.01)); // as numpy spaces them
  return [average(precisions), Math.max(0, ...points.map((point) => point.recall))];
}

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

const thresholds = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9 - 2 ** -53, 0.95]; // as numpy spaces them

/** Mean average precision and mean recall over kinds and thresholds; -1 where nothing was to be found. */
export function slowMeans<W extends Wanted, C extends Claim>(
  wanted: readonly W[],
  claims: readonly C[],
  overlap: Overlap<W, C>,
  { size = "all", most = 100, at = thresholds }: { size?: string; most?: number; at?: readonly number[] },
): [number, number] {
  const kinds = [...new Set(wanted.map(({ kind }) => kind))];
  const all = kinds.flatMap((kind) =>
    at.flatMap((threshold) => {
      const mine = [
        wanted.filter((one) => one.kind === kind),
        claims.filter((one) => one.kind === kind),
      ] as const;
      const pair = ofKind(mine[0], mine[1], overlap, threshold, size, most);
      return pair === undefined ? [] : [pair];
    }),
  );
  return all.length === 0 ? [-1, -1] : [average(all.map(([p]) => p)), average(all.map(([, r]) => r))];
}
