/** Reads what ONNX Runtime's profiler wrote. */

/** The time of one kind of operator, or of one node. */
export interface Spent {
  readonly name: string;
  readonly nodes: number;
  readonly milliseconds: number; // a step
}

/** One node as it ran. */
interface NodeEvent {
  readonly op: string;
  readonly node: string;
  readonly shapes: string;
  readonly microseconds: number;
}

interface TraceEvent {
  readonly cat?: string;
  readonly name?: string;
  readonly dur?: number;
  readonly args?: {
    readonly op_name?: string;
    readonly input_type_shape?: readonly Record<string, unknown>[];
  };
}

/** The node events of the last `steps` runs in a profile. */
export function nodeEvents(profile: string, steps: number): NodeEvent[] {
  const events = JSON.parse(profile) as TraceEvent[];
  const runs = events.filter(({ cat, name }) => cat === "Session" && name === "model_run").length;
  const all = events.filter(({ cat, name }) => cat === "Node" && name?.endsWith("_kernel_time"));
  if (runs < steps || all.length % runs !== 0)
    throw new Error(
      `The profile must hold the same nodes for each of at least ${steps} runs; got ${all.length} in ${runs}.`,
    );
  return all.slice(-(all.length / runs) * steps).map(({ name = "", dur = 0, args }) => ({
    op: args?.op_name ?? "unknown",
    node: name.replace(/_kernel_time$/, ""),
    shapes: (args?.input_type_shape ?? [])
      .flatMap((type) => Object.values(type))
      .map((shape) => `[${String(shape)}]`)
      .join(" "),
    microseconds: dur,
  }));
}

/** Milliseconds a step by operator, most first. */
export function byOperator(events: readonly NodeEvent[], steps: number): Spent[] {
  return total(events, steps, ({ op }) => op);
}

/** Milliseconds a step by operator and shapes of its inputs, most first. */
export function byShape(events: readonly NodeEvent[], steps: number): Spent[] {
  return total(events, steps, ({ op, shapes }) => `${op} ${shapes}`);
}

function total(events: readonly NodeEvent[], steps: number, nameOf: (event: NodeEvent) => string): Spent[] {
  const groups = new Map<string, { nodes: Set<string>; microseconds: number }>();
  for (const event of events) {
    const name = nameOf(event);
    const group = groups.get(name) ?? { nodes: new Set<string>(), microseconds: 0 };
    group.nodes.add(event.node);
    group.microseconds += event.microseconds;
    groups.set(name, group);
  }
  return [...groups]
    .map(([name, { nodes, microseconds }]) => ({
      name,
      nodes: nodes.size,
      milliseconds: microseconds / 1000 / steps,
    }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}
