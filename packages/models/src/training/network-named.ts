/** Finds a network in a task's list. */

/** @throws when there is no such network, listing those there are */
export function networkNamed<D extends { readonly name: string }>(name: string, among: readonly D[]): D {
  const found = among.find((network) => network.name === name);
  if (found === undefined)
    throw new Error(`There is no network "${name}"; there are: ${among.map((n) => n.name).join(", ")}.`);
  return found;
}
