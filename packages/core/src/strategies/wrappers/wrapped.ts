/** Makes the strategy that a wrapper's file describes. */

import type {
  ParameterSpec,
  ParameterValue,
  Selection,
  SelectionContext,
  SelectionSize,
  SignalName,
  Signals,
  Strategy,
} from "../contract.ts";
import { defineStrategy, type OrderedRequest } from "../shared/define-strategy.ts";
import type { Wrapper } from "./contract.ts";

type Values = Readonly<Record<string, ParameterValue>>;

/** What a wrapper does with the strategy inside, whose own parameters are in `inner`. */
export interface WrapperBody {
  readonly needs: readonly SignalName[];
  work(size: SelectionSize, own: Values, inner: Values): number;
  memory(size: SelectionSize, own: Values, inner: Values): number;
  select(
    signals: Signals,
    request: OrderedRequest,
    own: Values,
    inner: Values,
    context: SelectionContext | undefined,
  ): Promise<Selection>;
}

/**
 * The strategy `NAME+suffix`: it needs what both need and takes the parameters of both. The strategy inside draws its own
 * random subset.
 */
export function wrapped(wrapper: Omit<Wrapper, "wrap">, strategy: Strategy, body: WrapperBody): Strategy {
  const own = new Set(wrapper.parameters.map(({ name }) => name));
  const split = (params: Values): [Values, Values] => {
    const entries = Object.entries(params);
    return [
      Object.fromEntries(entries.filter(([name]) => own.has(name))),
      Object.fromEntries(entries.filter(([name]) => !own.has(name))),
    ];
  };
  const parameters: readonly ParameterSpec[] = [...strategy.parameters, ...wrapper.parameters];
  return defineStrategy({
    name: `${strategy.name}+${wrapper.name}`,
    title: `${strategy.title}, ${wrapper.title}`,
    paper: `${strategy.paper}; ${wrapper.paper}`,
    needs: Array.from(new Set([...strategy.needs, ...body.needs])),
    parameters,
    subset: "none",
    cost: `${strategy.cost}; and ${wrapper.cost}`,
    avoidWhen: `${strategy.avoidWhen}; or ${wrapper.avoidWhen}`,
    ...(strategy.minLabelled === undefined ? {} : { minLabelled: strategy.minLabelled }),
    work: (size, params) => body.work(size, ...split(params)),
    memory: (size, params) => body.memory(size, ...split(params)),
    select: (signals, request, params, context) => body.select(signals, request, ...split(params), context),
  });
}

/** The candidates that the strategy would pick as a batch of `count`, in its order. */
export function rankedBy(
  strategy: Strategy,
  count: number,
  signals: Signals,
  request: OrderedRequest,
  inner: Values,
  context: SelectionContext | undefined,
): Promise<Selection> {
  const { ids, labelled, candidates, key } = request;
  return strategy.select(
    signals,
    { params: inner, ids, labelled, candidates, batchSize: count, key },
    context,
  );
}

/** A context that reports its progress as the part from share `from` to share `to` of a whole in thousandths. */
export function partOf(
  context: SelectionContext | undefined,
  from: number,
  to: number,
): SelectionContext | undefined {
  if (context?.progress === undefined) return context;
  const { progress } = context;
  return {
    ...context,
    progress: (done, total) => progress(Math.round(1000 * (from + ((to - from) * done) / total)), 1000),
  };
}
