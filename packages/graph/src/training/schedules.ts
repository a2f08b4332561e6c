/** Learning rates as pure functions of how far training has come. */

export type Schedule =
  | { readonly kind: "constant" }
  /** Multiplied by `factor` at each milestone, given as shares of the whole training. */
  | { readonly kind: "steps"; readonly milestones: readonly number[]; readonly factor: number }
  /** Linear warm-up over a share of the training, then half a cosine to zero (Loshchilov & Hutter, 1608.03983). */
  | { readonly kind: "cosine"; readonly warmup: number };

/**
 * The learning rate of step s (from 0) of n, with t = s / n: `base`; base factor^(milestones up to t); or
 * base (s + 1) / (warmup n) while t < warmup, then base (1 + cos(pi (t - warmup) / (1 - warmup))) / 2.
 */
export function learningRateAt(schedule: Schedule, base: number, step: number, steps: number): number {
  if (schedule.kind === "constant") return base;
  const done = step / steps;
  if (schedule.kind === "steps")
    return base * schedule.factor ** schedule.milestones.filter((milestone) => done >= milestone).length;
  // A warm-up of less than a step is none.
  if (done < schedule.warmup) return (base * (step + 1)) / Math.max(1, schedule.warmup * steps);
  return 0.5 * base * (1 + Math.cos((Math.PI * (done - schedule.warmup)) / (1 - schedule.warmup)));
}
