/** The detectors there are. */
import { compact, compactDropout } from "./compact.ts";
import type { DetectionNetworkDefinition } from "./detection-network.ts";
import { ssd300 } from "./ssd300.ts";

/** Every detection network, the default first. */
export const detectionNetworks: readonly DetectionNetworkDefinition[] = [compact, compactDropout, ssd300];
