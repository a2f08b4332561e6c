/** The figures of a case and the table of all. */
import { formatTable } from "../format-table.ts";
import type { SpeedCase } from "./cases.ts";
import type { Run } from "./ours.ts";

export interface SelectionSpeed {
  readonly of: SpeedCase;
  readonly seconds: number; // median
  readonly peerSeconds?: number; // median
  readonly ratio?: number; // how many times the peer's rate: of the medians
  readonly ratios?: readonly number[]; // of the rounds
  /** Share of the peer's picks or neighbours that are the same at the same place, of what both draw alike. */
  readonly same?: number;
  readonly peakBytes: number; // most of all rounds
  readonly dataBytes: number;
  readonly rounds: readonly { readonly ours: Omit<Run, "picks">; readonly peer?: Omit<Run, "picks"> }[];
}

const drawnAlike: ReadonlySet<string> = new Set(["k-center", "k-center-million", "neighbours"]);

export function selectionSpeed(
  of: SpeedCase,
  dataBytes: number,
  rounds: readonly { readonly ours: Run; readonly peer?: Run }[],
): SelectionSpeed {
  const ours = rounds.map((round) => round.ours);
  const peers = rounds.flatMap(({ peer }) => peer ?? []);
  const seconds = median(ours.map((run) => run.seconds));
  const result = {
    of,
    seconds,
    peakBytes: Math.max(...ours.map((run) => run.peakBytes ?? 0)),
    dataBytes,
    rounds: rounds.map(({ ours, peer }) => ({ ours: figures(ours), ...(peer && { peer: figures(peer) }) })),
  };
  if (peers.length === 0) return result;
  const peerSeconds = median(peers.map((run) => run.seconds));
  return {
    ...result,
    peerSeconds,
    ratio: peerSeconds / seconds,
    ratios: peers.map((run, r) => run.seconds / ours[r].seconds),
    ...(drawnAlike.has(of.part) && { same: sameShare(ours[0].picks, peers[0].picks) }),
  };
}

export function formatSelectionSpeeds(results: readonly SelectionSpeed[]): string {
  return formatTable(
    ["case", "items", "d", "batch", "seconds", "peer", "ratio", "same", "peak/data"],
    results.map(({ of, seconds, peerSeconds, ratio, same, peakBytes, dataBytes }) => [
      `${of.part}, ${of.data}`,
      String(of.items),
      String(of.dimensions),
      String(of.batch),
      seconds.toFixed(2),
      peerSeconds?.toFixed(2) ?? "",
      ratio === undefined ? "" : `${ratio.toFixed(2)}x`,
      same === undefined ? "" : `${(100 * same).toFixed(1)}%`,
      (peakBytes / dataBytes).toFixed(2),
    ]),
  );
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function figures({ seconds, cpuSeconds, peakBytes }: Run): Omit<Run, "picks"> {
  return { seconds, cpuSeconds, ...(peakBytes !== undefined && { peakBytes }) };
}

function sameShare(a: readonly number[], b: readonly number[]): number {
  const count = Math.min(a.length, b.length);
  return a.slice(0, count).filter((pick, i) => pick === b[i]).length / count;
}
