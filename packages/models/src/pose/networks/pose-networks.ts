/** The list of pose networks: being in it is what makes one known to every command and test. */
import { compactHourglass, compactHourglassDropout } from "./compact-hourglass.ts";
import { paperHourglass } from "./paper-hourglass.ts";
import type { PoseNetworkDefinition } from "./pose-network.ts";

/** Every pose network, smallest first. `paperHourglass` makes those of other numbers of stacks. */
export const poseNetworks: readonly PoseNetworkDefinition[] = [
  compactHourglass,
  compactHourglassDropout,
  paperHourglass(2),
  paperHourglass(8),
];
