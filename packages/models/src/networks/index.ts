/** The list of networks: being in it is what makes one known to every command and test. */
import type { NetworkDefinition } from "./network.ts";
import { resnet18 } from "./resnet18.ts";
import { small, smallDropout } from "./small.ts";

/** Every network, smallest first. */
export const networks: readonly NetworkDefinition[] = [small, smallDropout, resnet18];

/** @throws when there is no such network, listing those there are */
export function networkNamed(name: string, among?: readonly NetworkDefinition[]): NetworkDefinition;
export function networkNamed<D extends { readonly name: string }>(name: string, among: readonly D[]): D;
export function networkNamed(
  name: string,
  among: readonly { readonly name: string }[] = networks,
): { readonly name: string } {
  const found = among.find((network) => network.name === name);
  if (found === undefined)
    throw new Error(`There is no network "${name}"; there are: ${among.map((n) => n.name).join(", ")}.`);
  return found;
}
