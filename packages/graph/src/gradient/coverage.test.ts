/** No operator escapes the gradient tests: each belongs to a group whose own test lists its cases. */
import { expect, test } from "vitest";
import { convolution } from "../interpreter/convolution.ts";
import { elementwise } from "../interpreter/elementwise.ts";
import { interpretedOperators } from "../interpreter/interpret.ts";
import { layout } from "../interpreter/layout.ts";
import { linear } from "../interpreter/linear.ts";
import { normalisation } from "../interpreter/normalisation.ts";
import { pooling } from "../interpreter/pooling.ts";
import { reduction } from "../interpreter/reduction.ts";
import { nonDifferentiable, undifferentiated } from "./rules.ts";

/** Each of these has a test beside this one that fails for an operator without a case. */
const groups = { convolution, elementwise, layout, linear, normalisation, pooling, reduction };

test("every operator is in exactly one tested group", () => {
  const listed = Object.values(groups).flatMap((group) => Object.keys(group));
  expect(listed.sort()).toEqual([...interpretedOperators].sort());
});

test("the operators without a gradient are these and no others", () => {
  expect([...nonDifferentiable]).toEqual([
    "input",
    "constant",
    "oneHot",
    "step",
    "stopGradient",
    "descendingRank",
  ]);
  expect([...undifferentiated]).toEqual(["maxPool2dGradient", "descendingSort"]);
});
