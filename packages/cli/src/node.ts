/** The library for Node: engine, networks, data sets, images and replays, beside everything in `querent`. */
export * from "@querent/core";
export * as formats from "@querent/formats";
export * as graph from "@querent/graph";
export * as images from "@querent/images";
export * as models from "@querent/models";
export * as replay from "@querent/replay";
