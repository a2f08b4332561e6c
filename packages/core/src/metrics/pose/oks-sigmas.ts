/** How far from a joint people's own annotations lie, by its name. */

/**
 * Standard deviation of repeated annotations of a joint over the square root of the person's area: of COCO's 17 joints
 * (`kpt_oks_sigmas` of pycocotools 2.0), and of neck and head top (CrowdPose, Li et al. 2019, arXiv 1812.00324).
 */
const known: Readonly<Record<string, number>> = {
  nose: 0.026,
  eye: 0.025,
  ear: 0.035,
  shoulder: 0.079,
  elbow: 0.072,
  wrist: 0.062,
  hip: 0.107,
  knee: 0.087,
  ankle: 0.089,
  neck: 0.079,
  head_top: 0.079,
};

/** The sigma of a joint of a person by its name, as in `left_shoulder`; undefined for a name that has none. */
export function oksSigma(joint: string): number | undefined {
  const name = joint
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
  const part = name.replace(/^(left|right)_/, "");
  const paired = part !== name;
  const single = part === "nose" || part === "neck" || part === "head_top";
  return paired === single || !Object.hasOwn(known, part) ? undefined : known[part];
}

/**
 * A sigma for each joint: those of `oksSigma` where it knows every name; else 1 / joints for all of them, as Ultralytics
 * has it for skeletons other than COCO's. Numbers by OKS of a skeleton without sigmas of its own compare models on the
 * same data, and nothing else.
 *
 * @throws when there is no joint
 */
export function oksSigmas(joints: readonly string[]): Float64Array {
  if (joints.length === 0) throw new RangeError("A skeleton must have at least one joint; got none.");
  const sigmas = joints.map(oksSigma);
  return Float64Array.from(
    sigmas.every((sigma) => sigma !== undefined) ? sigmas : joints.map(() => 1 / joints.length),
  );
}
