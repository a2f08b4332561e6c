/** What a trained model tells the strategies of a round, made when it is first asked for. */
import type { Abort, Key, SignalName, Signals } from "@querent/core";

/** What a round's model is asked about. */
export interface SignalsRequest {
  readonly pool: Int32Array; // (n), indices into the training part
  readonly labelled: Int32Array; // pool rows, ascending
  readonly candidates: Int32Array; // pool rows
  /** The signals that any strategy of the round will ask for. */
  readonly needs: ReadonlySet<SignalName>;
  /** The key that the model was trained with. */
  readonly trainKey: Key;
  readonly passes: number;
  readonly committee: number;
  readonly abort?: Abort;
  /** Told before each further model of the committee is trained, with its number. */
  readonly onMember?: (member: number) => void;
}

/** The signals of a round; each is made once. */
export interface RoundSignals {
  /** Those of the names given. */
  get(names: readonly SignalName[]): Promise<Signals>;
}

/** How the signals of some names are made. */
export type SignalMakers<Names extends SignalName> = {
  readonly [N in Names]: (made: MadeSignal<Names>) => Promise<Signals[N]>;
};

/** Gives another signal, made at most once. */
export type MadeSignal<Names extends SignalName> = <N extends Names>(name: N) => Promise<Signals[N]>;

/** Makes each signal when it is first asked for, and keeps it. */
export function lazySignals<Names extends SignalName>(makers: SignalMakers<Names>): RoundSignals {
  const ready = new Map<SignalName, Promise<unknown>>();
  const made: MadeSignal<Names> = (name) => {
    if (!ready.has(name)) ready.set(name, makers[name](made));
    return ready.get(name) as ReturnType<typeof made<typeof name>>;
  };
  return {
    async get(names) {
      const found: [Names, unknown][] = [];
      for (const name of names as readonly Names[]) found.push([name, await made(name)]); // one at a time in a session
      return Object.fromEntries(found) as Signals;
    },
  };
}

/** The pool rows that a model predicts: all of them if a strategy compares candidates with what is labelled. */
export function predictedRows(
  { pool, candidates, needs }: SignalsRequest,
  comparing: readonly SignalName[],
): Int32Array {
  return comparing.some((name) => needs.has(name)) ? Int32Array.from(pool.keys()) : candidates;
}
