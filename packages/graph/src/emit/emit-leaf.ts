/** Inputs and constants as ONNX values. */
import type { EmitterTable } from "./emission.ts";

export const leafEmitters: EmitterTable<"input" | "constant"> = {
  input: (node, { builder, constantOf }) => {
    const bound = constantOf(node);
    const { name } = node.attributes;
    return bound === undefined ? name : builder.named(name, bound.data, node.shape);
  },
  constant: ({ attributes: { data }, shape }, { builder }) =>
    data instanceof Int32Array ? builder.int32s(data, shape) : builder.floats(data, shape),
};
