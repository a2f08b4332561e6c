/** Sorts the objects of an image into classes. */

/**
 * The places of an image's objects, class by class; within a class by falling score where scores are given, equal
 * ones as they came.
 */
export function placesByClass(classes: Int32Array, scores?: Float64Array): Int32Array {
  const places = new Int32Array(classes.length);
  for (let i = 0; i < places.length; i += 1) places[i] = i;
  return places.sort(
    scores === undefined
      ? (a, b) => classes[a] - classes[b] || a - b
      : (a, b) => classes[a] - classes[b] || scores[b] - scores[a] || a - b,
  );
}
