/** The list of pose networks: being in it is what makes one known to every command and test. */
import { compactHourglass } from "./compact-hourglass.ts";
import { paperHourglass } from "./paper-hourglass.ts";
import type { PoseNetworkDefinition } from "./pose-network.ts";

/** Every pose network, smallest first. `paperHourglass` makes those of other numbers of stacks. */
export const poseNetworks: readonly PoseNetworkDefinition[] = [
  compactHourglass,
  paperHourglass(2),
  paperHourglass(8),
];

/** @throws when there is no such network, listing those there are */
export function poseNetworkNamed(
  name: string,
  among: readonly PoseNetworkDefinition[] = poseNetworks,
): PoseNetworkDefinition {
  const found = among.find((network) => network.name === name);
  if (found === undefined)
    throw new Error(`There is no pose network "${name}"; there are: ${among.map((n) => n.name).join(", ")}.`);
  return found;
}
