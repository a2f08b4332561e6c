import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeModel } from "./decode.ts";
import { encodeModel } from "./encode.ts";
import type { OnnxModel, OnnxNode, OnnxTensor } from "./model.ts";
import { realModel } from "../testing/real-model.ts";
import { tensorTypes, type OnnxTensorType } from "./tensor-types.ts";

const lowest = -(2n ** 63n);
const highest = 2n ** 63n - 1n;

function model(parts: { nodes?: OnnxNode[]; initializers?: OnnxTensor[] }): OnnxModel {
  const graph = { name: "g", nodes: [], initializers: [], inputs: [], outputs: [], ...parts };
  return {
    irVersion: 8,
    producerName: "querent",
    opsets: [{ domain: "", version: 17 }],
    graph,
    metadata: {},
  };
}

function node(attributes: OnnxNode["attributes"]): OnnxNode {
  return { opType: "Op", name: "n", domain: "", inputs: ["a", "", "c"], outputs: ["d"], attributes };
}

describe("encodeModel and decodeModel", () => {
  it("keep every part of a model", () => {
    const whole: OnnxModel = {
      irVersion: 9,
      producerName: "quérent",
      opsets: [
        { domain: "", version: 17 },
        { domain: "com.example", version: 1 },
      ],
      graph: {
        ...model({ nodes: [node({})] }).graph,
        inputs: [{ name: "x", type: "float32", shape: ["N", 3, "", 224] }],
        outputs: [
          { name: "y", type: "int64", shape: [] },
          { name: "z", type: "bool", shape: undefined },
        ],
      },
      metadata: { classes: '["cat","dög"]', mean: "[0.5]" },
    };
    expect(decodeModel(encodeModel(whole))).toEqual(whole);
  });

  it("keep each kind of attribute, 64-bit extremes and infinities included", () => {
    const body = { ...model({ nodes: [node({ axis: { int: 1 } })] }).graph, outputs: [{ name: "untyped" }] };
    const attributes: OnnxNode["attributes"] = {
      int: { int: -1 },
      large: { int: highest },
      ints: { ints: [lowest, -1, 0, 1, Number.MAX_SAFE_INTEGER, highest] },
      noInts: { ints: [] },
      float: { float: -Infinity },
      floats: { floats: [0.5, -2, Infinity] },
      noFloats: { floats: [] },
      string: { string: "SAME_UPPER" },
      strings: { strings: ["a", ""] },
      tensor: { tensor: { name: "", dims: [], type: "int64", data: BigInt64Array.of(7n) } },
      body: { graph: body },
    };
    const decoded = decodeModel(encodeModel(model({ nodes: [node(attributes)] })));
    expect(decoded.graph.nodes[0].attributes).toEqual(attributes);
  });

  it("keep int64 tensors bit by bit", () => {
    const values = fc.bigInt64Array({ maxLength: 20 });
    fc.assert(
      fc.property(values, (data) => {
        const kept = BigInt64Array.of(lowest, ...data, highest, -1n);
        const tensor: OnnxTensor = { name: "t", dims: [kept.length], type: "int64", data: kept };
        expect(decodeModel(encodeModel(model({ initializers: [tensor] }))).graph.initializers).toEqual([
          tensor,
        ]);
      }),
    );
  });

  it.each(Object.keys(tensorTypes) as OnnxTensorType[])("keep %s tensors", (type) => {
    const { array } = tensorTypes[type];
    const bytes = Uint8Array.from({ length: 3 * array.BYTES_PER_ELEMENT }, (_, i) => (i % 8) + 1);
    const tensor: OnnxTensor = { name: "odd", dims: [3, 1], type, data: new array(bytes.buffer) };
    expect(decodeModel(encodeModel(model({ initializers: [tensor] }))).graph.initializers).toEqual([tensor]);
  });

  it("refuse a tensor whose values do not match its shape or type", () => {
    const wrong: OnnxTensor = { name: "w", dims: [2], type: "float32", data: Float32Array.of(1) };
    expect(() => encodeModel(model({ initializers: [wrong] }))).toThrow(/"w".*must hold 2 values.*got 1/);
    const mistyped: OnnxTensor = { name: "w", dims: [1], type: "int64", data: Int32Array.of(1) };
    expect(() => encodeModel(model({ initializers: [mistyped] }))).toThrow(
      /BigInt64Array; got 1 in a Int32Array/,
    );
  });
});

/** A model whose one initializer is written by hand, field by field. */
function withTensor(write: (writer: BinaryWriter) => void): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(7, WireType.LengthDelimited).fork().tag(5, WireType.LengthDelimited).fork();
  write(writer);
  return writer.join().join().finish();
}

describe("decodeModel", () => {
  it("reads values from the typed fields, packed or not", () => {
    const floats = withTensor((writer) => {
      writer.tag(1, WireType.Varint).int64(2).tag(2, WireType.Varint).int32(1);
      writer.tag(4, WireType.LengthDelimited).fork().float(1.5).float(-2).join();
    });
    expect(decodeModel(floats).graph.initializers[0].data).toEqual(Float32Array.of(1.5, -2));
    const longs = withTensor((writer) => {
      writer.tag(1, WireType.LengthDelimited).fork().int64(2).int64(1).join();
      writer.tag(2, WireType.Varint).int32(7);
      writer.tag(7, WireType.Varint).int64(lowest).tag(7, WireType.Varint).int64(highest);
    });
    expect(decodeModel(longs).graph.initializers[0]).toMatchObject({
      dims: [2, 1],
      data: BigInt64Array.of(lowest, highest),
    });
    const flags = withTensor((writer) => {
      writer.tag(1, WireType.Varint).int64(3).tag(2, WireType.Varint).int32(9);
      writer.tag(5, WireType.LengthDelimited).fork().int32(1).int32(0).int32(1).join();
    });
    expect(decodeModel(flags).graph.initializers[0].data).toEqual(Uint8Array.of(1, 0, 1));
  });

  it("skips fields it does not know", () => {
    const writer = new BinaryWriter();
    writer.raw(encodeModel(model({ nodes: [node({})] })));
    writer.tag(6, WireType.LengthDelimited).string("a doc string").tag(999, WireType.Bit64).double(1);
    expect(decodeModel(writer.finish()).graph.nodes).toEqual([node({})]);
  });

  it("refuses tensors kept in another file, by name", () => {
    const bytes = withTensor((writer) => {
      writer.tag(8, WireType.LengthDelimited).string("layer1.weight").tag(14, WireType.Varint).int32(1);
    });
    expect(() => decodeModel(bytes)).toThrow(/"layer1.weight" is in another file/);
  });

  it("refuses element types it cannot hold", () => {
    const bytes = withTensor((writer) => writer.tag(2, WireType.Varint).int32(8));
    expect(() => decodeModel(bytes)).toThrow(/element types float32, .*; got ONNX type code 8/);
  });

  it("names the operator and the node whose attribute it cannot read", () => {
    const writer = new BinaryWriter();
    const message = (field: number, write: () => void): void => {
      writer.tag(field, WireType.LengthDelimited).fork();
      write();
      writer.join();
    };
    message(7, () =>
      message(1, () => {
        writer.tag(3, WireType.LengthDelimited).string("words").tag(4, WireType.LengthDelimited);
        writer.string("Constant");
        message(5, () => message(5, () => writer.tag(2, WireType.Varint).int32(8)));
      }),
    );
    expect(() => decodeModel(writer.finish())).toThrow(/operator Constant, node "words": .* type code 8/);
  });

  it("refuses bytes that are no whole model", () => {
    const whole = encodeModel(model({ nodes: [node({})] }));
    expect(() => decodeModel(whole.subarray(0, whole.length - 4))).toThrow(/must be a whole ONNX model/);
    expect(() => decodeModel(new TextEncoder().encode("not a model at all"))).toThrow(/must be a whole ONNX/);
    expect(() => decodeModel(new Uint8Array(0))).toThrow(/it holds no graph/);
  });
});

describe("decodeModel of damaged files", () => {
  it("reads them or refuses them in its own words, and always ends", () => {
    const attributes = { axis: { int: 1 }, names: { strings: ["a"] }, scales: { floats: [1, 2] } };
    const tensor: OnnxTensor = {
      name: "t",
      dims: [2],
      type: "int64",
      data: BigInt64Array.of(lowest, highest),
    };
    const whole = encodeModel(model({ nodes: [node(attributes)], initializers: [tensor] }));
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(damage, (changes) => {
        const bytes = whole.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          decodeModel(bytes);
        } catch (error) {
          expect((error as Error).message).toMatch(/^The bytes must be a whole ONNX model/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe.each([
  { file: "mobilenet_v1_075_224_fp32.onnx", nodes: 58, weights: 58 },
  { file: "picodet_s_320_coco.onnx", nodes: 662, weights: 279 },
])("a real model", ({ file, nodes, weights }) => {
  const { path, absent, title } = realModel(file);
  it.skipIf(absent)(`${title} survives decoding and encoding`, () => {
    const decoded = decodeModel(readFileSync(path));
    expect(decoded.graph.nodes.length).toBe(nodes);
    expect(decoded.graph.initializers.length).toBe(weights);
    expect(decodeModel(encodeModel(decoded))).toEqual(decoded);
  });
});
