/** Makes a strategy of its declaration: what every strategy does alike is done here, once. */

import type {
  NumberParameter,
  ParameterSpec,
  Selection,
  SelectionContext,
  SelectionRequest,
  SelectionSize,
  SignalName,
  Signals,
  Strategy,
} from "../contract.ts";
import { byId, canonicalOrder } from "./canonical-order.ts";
import { checkParameters, type ParameterValues } from "./check-parameters.ts";
import { checkRequest } from "./check-request.ts";
import { drawSubset } from "./draw-subset.ts";

/**
 * A request that was checked and put in order. `candidates` are those of the random subset, ordered by a draw keyed by
 * item id and then by id; `labelled` are in order of id. So a strategy that works through them as they stand, adds up
 * in that order and lets the earlier of equals win, does not depend on how the pool was listed.
 */
export interface OrderedRequest extends SelectionRequest {
  /** How many candidates there were before the subset was drawn. */
  readonly drawnFrom: number;
}

/** A strategy as its file writes it: `select` is given an ordered request and parameters with defaults filled in. */
export interface StrategyDefinition<
  P extends readonly ParameterSpec[],
  N extends readonly SignalName[],
> extends Omit<Strategy, "needs" | "parameters" | "work" | "memory" | "select"> {
  readonly needs: N;
  /** Its own parameters; `subset` is added to them unless it is "none". */
  readonly parameters: P;
  /** Default share of the candidates that is looked at; all of them unless given. */
  readonly subset?: number | "none";
  /** `size.items` is the size of the subset. */
  work(size: SelectionSize, params: ParameterValues<P>): number;
  memory(size: SelectionSize, params: ParameterValues<P>): number;
  select(
    signals: Signals & Required<Pick<Signals, N[number]>>,
    request: OrderedRequest,
    params: ParameterValues<P>,
    context?: SelectionContext,
  ): Promise<Selection>;
}

/** The strategy of a definition. It refuses unsound requests with what must hold, what came and what to do. */
export function defineStrategy<
  const P extends readonly ParameterSpec[],
  const N extends readonly SignalName[],
>(definition: StrategyDefinition<P, N>): Strategy {
  const { name, subset: byDefault = 1, ...declared } = definition;
  const parameters: readonly ParameterSpec[] =
    byDefault === "none" ? definition.parameters : [...definition.parameters, subsetParameter(byDefault)];

  function parametersOf(given: SelectionRequest["params"]): { own: ParameterValues<P>; subset: number } {
    const { subset = 1, ...own } = checkParameters(name, parameters, given);
    return { own: own as ParameterValues<P>, subset: subset as number };
  }

  function drawn(size: SelectionSize, subset: number): SelectionSize {
    return { ...size, items: Math.max(size.batch, Math.round(subset * size.items)) };
  }

  return {
    ...declared,
    name,
    parameters,
    work(size, params) {
      const { own, subset } = parametersOf(params);
      return definition.work(drawn(size, subset), own);
    },
    memory(size, params) {
      const { own, subset } = parametersOf(params);
      return definition.memory(drawn(size, subset), own);
    },
    async select(signals, request, context) {
      const { own, subset } = parametersOf(request.params);
      checkRequest(definition, signals, request);
      const { ids, key, candidates, labelled } = request;
      const ordered: OrderedRequest = {
        ...request,
        labelled: byId(labelled, ids),
        candidates: canonicalOrder(drawSubset(request, subset), ids, key),
        drawnFrom: candidates.length,
      };
      return definition.select(
        signals as Signals & Required<Pick<Signals, N[number]>>,
        ordered,
        own,
        context,
      );
    },
  };
}

function subsetParameter(byDefault: number): NumberParameter {
  return {
    name: "subset",
    type: "number",
    default: byDefault,
    min: 0,
    minExclusive: true,
    max: 1,
    help: "share of the candidates, drawn at random, that is looked at; never fewer than the batch",
  };
}
