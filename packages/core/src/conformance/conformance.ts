/** The properties that every strategy must have, as plain functions that any test runner can call. */

import type { Selection, SelectionContext, Strategy } from "../strategies/contract.ts";
import { keyFrom } from "../random/key.ts";
import { must, mustEqual, mustRefuse } from "./assert.ts";
import { copied, example, narrowed, shuffled, type Example, type ExampleShape } from "./example.ts";
import { refusalCases } from "./refusals.ts";

/** One property: `run` rejects when the strategy does not have it. */
export interface ConformanceCase {
  readonly name: string;
  run(): Promise<void>;
}

const KINDS = ["plain", "ties", "duplicates", "zeros"] as const;

/**
 * Every property a strategy must have; run each as one test.
 *
 * @param context given to every selection: a strategy that uses a solver needs one there
 */
export function conformance(given: Strategy, context: SelectionContext = {}): ConformanceCase[] {
  const strategy: Strategy = {
    ...given,
    select: (signals, request, own) => given.select(signals, request, { ...context, ...own }),
  };
  const make = (shape: ExampleShape): Example => narrowed(example(shape), strategy);
  const { minLabelled = 0 } = strategy;
  const labelledCounts = [0, 1, 12].filter((count) => count >= minLabelled);
  const select = ({ signals, request }: Example): Promise<Selection> => strategy.select(signals, request);

  const perKind = KINDS.flatMap((kind): ConformanceCase[] => [
    {
      name: `${kind}: picks are different candidates, each with a finite score and a reason`,
      async run() {
        for (const labelled of labelledCounts) {
          const problem = make({ seed: "sound", kind, labelled });
          mustBeSound(await select(problem), problem, strategy);
        }
      },
    },
    {
      name: `${kind}: another order of the pool gives the same picks, scores and reasons`,
      async run() {
        for (const labelled of labelledCounts) {
          const first = example({ seed: "order", kind, labelled });
          const second = shuffled(first, "shuffle");
          const a = await select(narrowed(first, strategy));
          const b = await select(narrowed(second, strategy));
          mustEqual(pickedIds(b, second), pickedIds(a, first), "ids");
          mustEqual(b.scores, a.scores, "scores");
          mustEqual(b.why, a.why, "reasons");
        }
      },
    },
    {
      name: `${kind}: the same key gives the same picks`,
      async run() {
        const problem = make({ seed: "same", kind });
        mustEqual((await select(problem)).picks, (await select(problem)).picks, "picks");
      },
    },
    {
      name: `${kind}: a batch as large as the pool takes every candidate`,
      async run() {
        for (const items of [1, 2, 5, 30]) {
          const labelled = minLabelled;
          const problem = make({ seed: "all", kind, items: items + labelled, labelled, batchSize: items });
          const selection = await select(problem);
          mustBeSound(selection, problem, strategy);
          mustEqual(selection.picks.slice().sort(), problem.request.candidates, "picks, sorted");
        }
      },
    },
  ]);

  const rest: ConformanceCase[] = [
    {
      name: "ties: another key gives other picks",
      async run() {
        const { signals, request } = make({ seed: "ties", kind: "ties" });
        const a = await strategy.select(signals, request);
        const b = await strategy.select(signals, { ...request, key: keyFrom("another") });
        must(
          String(a.picks) !== String(b.picks),
          "Ties must be broken by the key; two keys gave the same picks.",
        );
      },
    },
    {
      name: "nothing that is given is changed",
      async run() {
        const whole = example({ seed: "unchanged" });
        const given = narrowed(whole, strategy);
        const before = narrowed(copied(whole), strategy);
        Object.freeze(given.request);
        Object.freeze(given.request.ids);
        Object.freeze(given.signals);
        await select(given);
        must(
          JSON.stringify(given) === JSON.stringify(before),
          "Signals and request must be left as they were.",
        );
      },
    },
    {
      name: "an abort stops it and progress ends at its total",
      async run() {
        const { signals, request } = make({ seed: "abort" });
        const reason = new Error("stop here");
        const abort = { aborted: true, reason };
        await mustRefuse(() => strategy.select(signals, request, { abort }), ["stop here"], "aborted before");

        const later = { aborted: false, reason };
        const yieldNow = async (): Promise<void> => void (later.aborted = true);
        const call = () => strategy.select(signals, request, { abort: later, yieldNow });
        await mustRefuse(call, ["stop here"], "aborted on the way");

        const steps: [number, number][] = [];
        await strategy.select(signals, request, { progress: (done, total) => steps.push([done, total]) });
        must(steps.length > 0, "Progress must be reported.");
        const rises = steps.every(([done], i) => i === 0 || done >= steps[i - 1][0]);
        const [done, total] = steps[steps.length - 1];
        must(rises && done === total, `Progress must rise to its total; it was ${JSON.stringify(steps)}.`);
      },
    },
    ...(strategy.prefix === true ? [prefixCase(strategy)] : []),
  ];
  return [...perKind, ...rest, ...refusalCases(strategy)];
}

/** Sizes stay within the default subset, beyond which a larger batch draws a larger subset. */
function prefixCase(strategy: Strategy): ConformanceCase {
  return {
    name: "a smaller batch is the beginning of a larger one",
    async run() {
      for (const kind of KINDS) {
        for (const labelled of [0, 12].filter((count) => count >= (strategy.minLabelled ?? 0))) {
          const { signals, request } = narrowed(
            example({ seed: "prefix", kind, labelled, batchSize: 15 }),
            strategy,
          );
          const large = await strategy.select(signals, request);
          for (const batchSize of [1, 2, 8]) {
            const small = await strategy.select(signals, { ...request, batchSize });
            mustEqual(
              small.picks,
              large.picks.subarray(0, batchSize),
              `picks of ${batchSize} and 15, ${kind}`,
            );
          }
        }
      }
    },
  };
}

function pickedIds(selection: Selection, { request }: Example): string[] {
  return Array.from(selection.picks, (item) => request.ids[item]);
}

function mustBeSound(
  { picks, scores, why }: Selection,
  { request }: Example,
  { scoresFall = false }: Strategy,
): void {
  must(picks.length === request.batchSize, `It must pick ${request.batchSize}; it picked ${picks.length}.`);
  must(
    scores.length === picks.length && why.length === picks.length,
    "Each pick needs one score and one reason.",
  );
  must(new Set(picks).size === picks.length, "No item may be picked twice.");
  const allowed = new Set(request.candidates);
  for (let i = 0; i < picks.length; i += 1) {
    must(allowed.has(picks[i]), `Pick ${picks[i]} must be a candidate.`);
    must(Number.isFinite(scores[i]), `The score of pick ${i} must be finite; got ${scores[i]}.`);
    must(
      !scoresFall || i === 0 || scores[i] <= scores[i - 1],
      `Scores must not rise; ${scores[i]} follows ${scores[i - 1]}.`,
    );
    must(why[i].trim().length > 0, `Pick ${i} needs a reason.`);
  }
}
