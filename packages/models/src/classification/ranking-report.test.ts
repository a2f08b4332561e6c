import { describe, expect, it } from "vitest";
import { rankingReport } from "./ranking-report.ts";

const probabilities = {
  rows: 4,
  cols: 3,
  data: Float32Array.of(0.9, 0.05, 0.05, 0.5, 0.3, 0.2, 0.4, 0.35, 0.25, 0.6, 0.2, 0.2),
};
const embeddings = { rows: 4, cols: 1, data: new Float32Array(4) };

describe("rankingReport", () => {
  it("compares module, entropy and margin with the true cross-entropy", () => {
    // true losses -ln of 0.9, 0.3, 0.4, 0.2: items in rising order 0, 2, 1, 3
    const predictedLoss = Float32Array.of(0, 3, 2, 1); // orders 0 < 3 < 2 < 1: 4 of 6 pairs right
    const report = rankingReport({ probabilities, embeddings, predictedLoss }, [0, 1, 0, 1]);
    expect(report.items).toBe(4);
    expect(report.predictedLoss).toBeCloseTo(4 / 6, 12);
    // entropy and -margin both order 0 < 3 < 1 < 2: (0,*) three right, (2,1) wrong, (2,3) wrong, (1,3) wrong
    expect(report.entropy).toBeCloseTo(3 / 6, 12);
    expect(report.margin).toBeCloseTo(3 / 6, 12);
  });

  it("says nothing of a module that is not there, nor of pairs that are not there", () => {
    expect(rankingReport({ probabilities, embeddings }, [0, 0, 0, 0])).not.toHaveProperty("predictedLoss");
    const same = { rows: 2, cols: 2, data: Float32Array.of(0.5, 0.5, 0.5, 0.5) };
    expect(rankingReport({ probabilities: same, embeddings }, [0, 1]).entropy).toBeUndefined();
  });
});
