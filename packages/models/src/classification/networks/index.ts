/** The list of classification networks: being in it is what makes one known to every command and test. */
import { head } from "./head.ts";
import type { NetworkDefinition } from "./network.ts";
import { resnet18 } from "./resnet18.ts";
import { small, smallDropout } from "./small.ts";

/** Every network, smallest first. */
export const networks: readonly NetworkDefinition[] = [small, smallDropout, resnet18];

/** Networks that read features in place of pixels. */
export const featureNetworks: readonly NetworkDefinition[] = [head];
