/** Joins two emissions of one program, for different batches, into a file for any batch. */
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from "../model.ts";

const endOfAxis = 2n ** 63n - 1n;

/**
 * The graphs must be the same but for sizes that grow with the batch. Where they differ, a Reshape infers the
 * side (-1), a Slice runs to the end of the axis, and inputs and outputs get the free side "N" where `small`
 * has `batch`.
 */
export function freeBatch(small: OnnxModel, large: OnnxModel, batch: number): OnnxModel {
  const [first, second] = [small.graph, large.graph];
  const [left, right] = [constantsOf(first), constantsOf(second)];
  if (first.nodes.length !== second.nodes.length)
    throw notFree("the number of its nodes depends on the batch");
  const freed = new Map<string, OnnxTensor>();
  const nodes = first.nodes.map((node, at) => {
    const twin = second.nodes[at];
    const isSame =
      node.opType === twin.opType && JSON.stringify(node.attributes) === JSON.stringify(twin.attributes);
    if (!isSame) throw notFree(`its node ${node.opType} depends on the batch`);
    const inputs = node.inputs.map((name, index) => {
      const [a, b] = [left.get(name), right.get(twin.inputs[index])];
      if (a === undefined || b === undefined || sameTensor(a, b)) return name;
      const tensor = freeSizes(node, index, a, b);
      freed.set(tensor.name, tensor);
      return tensor.name;
    });
    return { ...node, inputs };
  });
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const initializers = [...first.initializers.filter(({ name }) => used.has(name)), ...freed.values()];
  const inputs = freeSides(first.inputs, second.inputs, batch);
  const outputs = freeSides(first.outputs, second.outputs, batch);
  return { ...small, graph: { ...first, nodes, initializers, inputs, outputs } };
}

function notFree(reason: string): Error {
  return new Error(
    `A file for any batch needs a graph that is the same for every batch; ${reason}. Export it for a fixed batch, for example batch: 1.`,
  );
}

function constantsOf(graph: OnnxGraph): Map<string, OnnxTensor> {
  return new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
}

function sameTensor(a: OnnxTensor, b: OnnxTensor): boolean {
  if (a.data === b.data) return true;
  if (a.type !== b.type || a.data.length !== b.data.length || a.dims.join() !== b.dims.join()) return false;
  return a.data.every((value: number | bigint, at: number) => value === b.data[at]);
}

/** The sizes that differ, replaced by what ONNX infers when the file runs. */
function freeSizes(node: OnnxNode, index: number, a: OnnxTensor, b: OnnxTensor): OnnxTensor {
  const differing = [...a.data.keys()].filter((at) => a.data[at] !== b.data[at]);
  const isTarget = node.opType === "Reshape" && index === 1 && differing.length === 1;
  const isEnd = node.opType === "Slice" && index === 2;
  if (!(a.data instanceof BigInt64Array) || a.data.length !== b.data.length || !(isTarget || isEnd))
    throw notFree(`input ${index} of its node ${node.opType} depends on the batch`);
  const data = a.data.slice();
  for (const at of differing) data[at] = isTarget ? -1n : endOfAxis;
  return { name: `${isTarget ? "shape" : "ends"}_${data.join("_")}`, dims: a.dims, type: "int64", data };
}

/** A side that is the batch is called N; one that only grows with it has no name. */
function freeSides(
  small: readonly OnnxValueInfo[],
  large: readonly OnnxValueInfo[],
  batch: number,
): OnnxValueInfo[] {
  return small.map((info, at) => {
    const twin = large[at].shape ?? [];
    const free = (side: number | string): string => (side === batch ? "N" : "");
    return { ...info, shape: info.shape?.map((side, axis) => (side === twin[axis] ? side : free(side))) };
  });
}
