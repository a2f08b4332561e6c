import { expect, test } from "vitest";
import { byOperator, byShape, nodeEvents } from "./profile-file.ts";

const run = { cat: "Session", name: "model_run", dur: 9 };
const node = (name: string, op: string, shape: number[], dur: number) => ({
  cat: "Node",
  name: `${name}_kernel_time`,
  dur,
  args: { op_name: op, input_type_shape: [{ float: shape }] },
});

test("only the last runs count, as milliseconds a step", () => {
  const profile = JSON.stringify([
    { cat: "Session", name: "model_loading", dur: 1 },
    node("a", "Conv", [1, 2], 99_000),
    node("b", "Conv", [3], 99_000),
    run,
    node("a", "Conv", [1, 2], 4000),
    node("b", "Conv", [3], 1000),
    run,
    node("a", "Conv", [1, 2], 2000),
    node("b", "Conv", [3], 3000),
    run,
  ]);
  const events = nodeEvents(profile, 2);
  expect(byOperator(events, 2)).toEqual([{ name: "Conv", nodes: 2, milliseconds: 5 }]);
  expect(byShape(events, 2)).toEqual([
    { name: "Conv [1,2]", nodes: 1, milliseconds: 3 },
    { name: "Conv [3]", nodes: 1, milliseconds: 2 },
  ]);
});

test("a profile of too few runs is refused", () => {
  expect(() => nodeEvents(JSON.stringify([node("a", "Conv", [1], 1), run]), 2)).toThrow(
    /at least 2 runs; got 1 in 1/,
  );
});
