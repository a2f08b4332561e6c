/** Finds from their names which joints change places in a mirrored image. */

const sided = /^(?:(left|right)([ _-].+)|(.+[ _-])(left|right))$/i;

/**
 * For each joint the one that it becomes in a mirrored image. A joint is of a side if its name begins with `left` or
 * `right` and a space, a hyphen or `_`, or ends so (`left_ankle`, `Ankle-Right`), in any case; others stay themselves.
 *
 * @param place the file, for the error
 * @throws if a joint of one side has no other side, since no image with it could be mirrored, or two have one name
 */
export function mirroredJoints(joints: readonly string[], place: string): Int32Array {
  const at = new Map(joints.map((name, i) => [name.toLowerCase(), i]));
  if (at.size < joints.length)
    throw new Error(`${place}: two joints have one name (${joints.join(", ")}): give each its own.`);
  return Int32Array.from(joints, (name, i) => {
    const other = otherSide(name);
    if (other === undefined) return i;
    const found = at.get(other);
    if (found === undefined)
      throw new Error(
        `${place}: the joint "${name}" has no other side: a joint "${other}" must be there too, or the name must not ` +
          `say a side.`,
      );
    return found;
  });
}

/**
 * The same where a joint without its other side is no fault, since no image is going to be mirrored: such a joint stays
 * itself. Throws if two joints have one name.
 */
export function sidesByName(joints: readonly string[], place: string): Int32Array {
  const names = new Set(joints.map((name) => name.toLowerCase()));
  const paired = joints.map((name) => {
    const other = otherSide(name);
    return other === undefined || names.has(other);
  });
  const sideless = joints.map((name, i) => (paired[i] ? name : `joint ${i}: ${name}.`));
  return mirroredJoints(sideless, place);
}

function otherSide(name: string): string | undefined {
  const match = sided.exec(name.toLowerCase());
  if (match === null) return undefined;
  const [, first, rest, start, last] = match;
  const opposite = (first ?? last) === "left" ? "right" : "left";
  return first === undefined ? start + opposite : opposite + rest;
}
