/** The requests that every strategy must refuse, with words that help. */

import type { Matrix } from "../contracts.ts";
import type {
  Detections,
  Ensemble,
  HeatMaps,
  PointPasses,
  SelectionRequest,
  SignalName,
  Signals,
  Strategy,
} from "../strategies/contract.ts";
import { mustRefuse } from "./assert.ts";
import { copied, example, narrowed, type Example } from "./example.ts";
import type { ConformanceCase } from "./conformance.ts";

/** One case for each kind of unsound request. */
export function refusalCases(strategy: Strategy): ConformanceCase[] {
  const whole = example({ seed: "refusals" });
  const { signals, request } = narrowed(whole, strategy);
  const refuse = (change: Partial<SelectionRequest>, words: readonly string[], what: string): Promise<void> =>
    mustRefuse(() => strategy.select(signals, { ...request, ...change }), words, what);

  return [
    {
      name: "an unmet need is refused, with the command that supplies it",
      async run() {
        for (const need of strategy.needs) {
          const without: Signals = { ...signals, [need]: undefined };
          await mustRefuse(
            () => strategy.select(without, request),
            [strategy.name, "querent "],
            `without ${need}`,
          );
        }
      },
    },
    {
      name: "a value that is not finite is refused, naming the item",
      async run() {
        for (const need of strategy.needs) {
          for (const bad of need === "labels" ? [-1] : [NaN, Infinity, -Infinity]) {
            const spoiled = narrowed(copied(whole), strategy);
            const named = spoil(need, spoiled, bad);
            const call = () => strategy.select(spoiled.signals, spoiled.request);
            await mustRefuse(call, [named, String(bad)], `${bad} in ${need}`);
          }
        }
      },
    },
    {
      name: "a signal with another number of rows is refused",
      async run() {
        for (const need of strategy.needs) {
          const short = shortened(need, signals);
          const changed: Signals = { ...signals, [need]: short };
          await mustRefuse(() => strategy.select(changed, request), ["must"], `short ${need}`);
        }
      },
    },
    {
      name: "fewer labelled items than it needs are refused",
      async run() {
        const { minLabelled = 0 } = strategy;
        if (minLabelled > 0)
          await refuse(
            { labelled: request.labelled.slice(0, minLabelled - 1) },
            [strategy.name, "labelled"],
            "too few labelled",
          );
      },
    },
    {
      name: "a batch size outside [1, candidates] is refused",
      async run() {
        for (const batchSize of [0, -1, 1.5, NaN, request.candidates.length + 1]) {
          await refuse({ batchSize }, ["batchSize", String(batchSize)], `batchSize ${batchSize}`);
        }
        await refuse({ candidates: new Int32Array(0) }, ["candidate"], "no candidates");
      },
    },
    {
      name: "indices out of range, repeated or in both lists are refused",
      async run() {
        const { ids, labelled, candidates } = request;
        await refuse(
          { candidates: Int32Array.of(0, ids.length), batchSize: 1 },
          ["candidates"],
          "past the end",
        );
        await refuse({ labelled: Int32Array.of(-1) }, ["labelled"], "negative");
        await refuse({ candidates: Int32Array.of(3, 4, 3), batchSize: 1 }, [ids[3], "twice"], "repeated");
        const both = Int32Array.of(...candidates, labelled[0]);
        await refuse({ candidates: both }, [ids[labelled[0]], "both"], "in both");
        const twice = ids.map((id, i) => (i === 1 ? ids[0] : id));
        await refuse({ ids: twice }, [ids[0], "unique"], "one id for two items");
      },
    },
    {
      name: "a parameter that is unknown or outside its declared range is refused",
      async run() {
        await refuse({ params: { nonsense: 1 } }, ["nonsense"], "unknown parameter");
        for (const spec of strategy.parameters) {
          if (spec.type === "choice") {
            const words = [spec.name, strategy.name, ...spec.options];
            await refuse({ params: { [spec.name]: "nonsense" } }, words, `${spec.name} nonsense`);
            continue;
          }
          const bad = [NaN, Infinity, spec.max + 1, spec.min - 1];
          if (spec.minExclusive) bad.push(spec.min);
          if (spec.type === "integer") bad.push(spec.min + 0.5);
          for (const value of bad) {
            const words = [spec.name, strategy.name, String(value)];
            await refuse({ params: { [spec.name]: value } }, words, `${spec.name} ${value}`);
          }
        }
      },
    },
  ];
}

/** The signal without its last row, or without its last member or value. */
function shortened(name: SignalName, signals: Signals): unknown {
  const signal = signals[name]!;
  if ("weights" in signal) return { ...signal, bias: signal.bias.slice(1) };
  if (isList(signal)) return [{ ...signal[0], starts: signal[0].starts.slice(1) }, ...signal.slice(1)];
  if ("starts" in signal) return { ...signal, starts: signal.starts.slice(1) };
  if ("members" in signal || "joints" in signal) return { ...signal, data: signal.data.slice(1) };
  if (!("rows" in signal)) return signal.slice(1);
  return { rows: signal.rows - 1, cols: signal.cols, data: signal.data.slice(signal.cols + 1) };
}

/** Puts a bad value into the signal. @returns what the error must name */
function spoil(name: SignalName, { signals, request }: Example, bad: number): string {
  const signal = signals[name]!;
  const candidate = request.candidates[5];
  if ("weights" in signal) {
    signal.weights.data[1] = bad;
    return "last layer";
  }
  if (name === "targets" || name === "avoid") {
    (signal as { data: Float32Array }).data[1] = bad;
    return "row 0";
  }
  if (name === "labels") {
    (signal as Int32Array)[request.labelled[3]] = bad;
    return request.ids[request.labelled[3]];
  }
  if (isList(signal) || "starts" in signal) return spoilBox(isList(signal) ? signal[0] : signal);
  if (name === "boxEmbeddings")
    (signal as Matrix).data[signals.detections!.starts[candidate] * (signal as Matrix).cols] = bad;
  else if ("rows" in signal) signal.data[candidate * widthOf(signal) + 1] = bad;
  else signal[candidate] = bad;
  return request.ids[candidate];

  /** The first candidate with a box has one at which nothing can be computed. */
  function spoilBox({ starts, probabilities: { cols, data } }: Detections): string {
    const item = request.candidates.find((row) => starts[row + 1] > starts[row])!;
    data[starts[item] * cols] = bad;
    return request.ids[item];
  }
}

function isList(signal: Signals[SignalName]): signal is readonly Detections[] {
  return Array.isArray(signal);
}

/** How many values of one table of a signal belong to an item. */
function widthOf(signal: Matrix | Ensemble | HeatMaps | PointPasses): number {
  if ("cols" in signal) return signal.cols;
  return signal.joints * ("height" in signal ? signal.height * signal.width : 2);
}
