/** From names on the command line to a strategy with its parameters. */
import {
  checkParameters,
  strategies,
  strategyNamed,
  type ParameterSpec,
  type ParameterValue,
  type SignalName,
  type Signals,
  type Strategy,
} from "@querent/core";
import { UsageError } from "../terminal/errors.ts";
import { didYouMean } from "./closest-name.ts";
import type { Assignment } from "./select-request.ts";

export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A strategy, and what it brings along when it was read from a file. */
export interface ChosenStrategy {
  readonly strategy: Strategy;
  /** The same strategy for some of the items, where it holds numbers of its own for each of them. */
  readonly forRows?: (rows: Int32Array) => Strategy;
  /** The files it was read from, by what they are. */
  readonly files: Readonly<Record<string, string>>;
  /** Those with one row an item, and how many rows they have. */
  readonly columns: readonly { readonly given: string; readonly rows: number }[];
}

/** The strategy of a name, wrappers included. @throws UsageError with the name that may be meant */
export function chooseStrategy(given: string): Strategy {
  try {
    return strategyNamed(given);
  } catch (error) {
    const names = strategies.map(({ name }) => name);
    const [base] = given.split("+");
    const hint = names.includes(base) ? "" : didYouMean(base, names);
    throw new UsageError(`--strategy: ${(error as Error).message}${hint}`, { cause: error });
  }
}

/** The value of every parameter, given or by default. @throws UsageError when one is unknown, repeated or out of range */
export function chooseParameters(strategy: Strategy, given: readonly Assignment[]): Parameters {
  const names = strategy.parameters.map(({ name }) => name);
  const params: Record<string, ParameterValue> = {};
  for (const { name, value } of given) {
    const spec = strategy.parameters.find((one) => one.name === name);
    if (spec === undefined)
      throw new UsageError(
        `--param: ${strategy.name} has no parameter "${name}"; it takes ${names.join(", ") || "none"}.${didYouMean(name, names)}`,
      );
    if (name in params) throw new UsageError(`--param names "${name}" twice.`);
    params[name] = valueOf(spec, value);
  }
  try {
    return checkParameters(strategy.name, strategy.parameters, params);
  } catch (error) {
    throw new UsageError(`--param: ${(error as Error).message}`, { cause: error });
  }
}

function valueOf(spec: ParameterSpec, text: string): ParameterValue {
  if (spec.type === "choice" || text.trim() === "") return text;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}

/**
 * Asks the strategy, in its own words, for what is missing, before anything is read.
 *
 * @param given the signals that there will be
 * @throws the strategy's refusal when one that it needs is not among them
 */
export async function checkNeeds(strategy: Strategy, given: ReadonlySet<SignalName>): Promise<void> {
  if (strategy.needs.every((need) => given.has(need))) return;
  const labelled = strategy.minLabelled ?? 0;
  // A missing signal is refused before the others are looked at, so it is enough that they are there.
  const signals = Object.fromEntries([...given].map((name) => [name, {}])) as Signals;
  await strategy.select(signals, {
    ids: Array.from({ length: labelled + 1 }, (_, i) => String(i)),
    labelled: Int32Array.from({ length: labelled }, (_, i) => i),
    candidates: Int32Array.of(labelled),
    batchSize: 1,
    key: [0, 0, 0, 0],
  });
}
