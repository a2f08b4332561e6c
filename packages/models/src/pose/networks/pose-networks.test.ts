import { ancestors, input, sizeOf } from "@querent/graph";
import { describe, expect, it } from "vitest";
import { networkNamed } from "../../training/network-named.ts";
import { weightLookup } from "../../weights/weight-lookup.ts";
import { countProducts } from "../../layers/count-products.ts";
import { paperHourglass } from "./paper-hourglass.ts";
import type { PoseNetwork } from "./pose-network.ts";
import { poseNetworks } from "./pose-networks.ts";

const size = { joints: 16, height: 256, width: 256, channels: 3 };
const parameters = ({ weights }: PoseNetwork): number =>
  weights.filter(({ trained }) => trained).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

describe("pose networks", () => {
  it("says which there are when a name is unknown", () => {
    expect(() => networkNamed("hrnet", poseNetworks)).toThrow(
      'There is no network "hrnet"; there are: compact, compact-dropout, hourglass-2, hourglass-8.',
    );
  });

  it.each(poseNetworks)(
    "$name declares what its forward pass uses and gives the shapes it promises",
    (one) => {
      const network = one.build(size);
      for (const training of [true, false]) {
        const weight = weightLookup(network.weights);
        const mask = network.dropout && input("dropoutMask", [2, network.dropout.width]);
        const images = input("images", [2, 256, 256, 3]);
        const forward = network.forward(images, weight, { training, dropoutMask: mask });
        const { maps, taps, embedding, carried } = forward;
        expect(network.stride).toBe(4);
        expect(maps.map(({ shape }) => shape)).toEqual(taps.map(() => [2, 64, 64, 16]));
        expect(taps.map(({ shape }) => shape)).toEqual(
          network.tapWidths.map((channels) => [2, 64, 64, channels]),
        );
        expect(taps.length).toBe(network.stacks);
        expect(embedding.shape).toEqual([2, network.embeddingWidth]);
        const used = new Set(ancestors([...maps, ...carried.map(({ next }) => next)]));
        expect(network.weights.filter(({ name }) => !used.has(weight(name)))).toEqual([]);
        const statistics = network.weights.filter(({ trained }) => !trained).map(({ name }) => name);
        expect(carried.map(({ current }) => current.attributes.name).sort()).toEqual(
          training ? statistics.sort() : [],
        );
      }
    },
  );

  // Counted on github.com/princeton-vl/pytorch_stacked_hourglass at ceedc14, PoseNet(stacks, 256, 16): 4,364,048,
  // 8,429,088 and 32,819,328, of which 14 convolutions a stack (65,792 each) and one of the stem (16,512) are made for
  // shortcuts that change no width and are never used.
  it.each([
    [1, 4_364_048],
    [2, 8_429_088],
    [8, 32_819_328],
  ])("of %i stacks have as many parameters as the authors'", (stacks, counted) => {
    expect(parameters(paperHourglass(stacks).build(size))).toBe(counted - 14 * 65_792 * stacks - 16_512);
  });

  it("costs at most 0.3 billion products for 128 x 128 pixels when compact", () => {
    const compact = networkNamed("compact", poseNetworks).build({
      ...size,
      joints: 14,
      height: 128,
      width: 128,
    });
    const weight = weightLookup(compact.weights);
    const { maps } = compact.forward(input("images", [1, 128, 128, 3]), weight, { training: false });
    expect(countProducts(maps)).toBeLessThan(0.3e9);
    expect(countProducts(maps)).toBeGreaterThan(0.05e9);
  });

  it("refuses sides that cannot be halved, and numbers of stacks and widths that are none", () => {
    expect(() => paperHourglass(2).build({ ...size, height: 250 })).toThrow(
      'The network "hourglass-2" halves images 6 times and needs sides that are multiples of 64 pixels; got 250 x 256.',
    );
    expect(() => paperHourglass(0).build(size)).toThrow("whole number of stacks from 1 on; got 0");
    expect(() => paperHourglass(1, 30).build(size)).toThrow("multiple of 4; got 30");
  });
});
