/** The table of reverse-mode rules: from a node and the gradient of its output to the gradients of its inputs. */
import type { Expression, Operator } from "../expression.ts";
import { convolutionRules } from "./rules-convolution.ts";
import { elementwiseRules } from "./rules-elementwise.ts";
import { layoutRules } from "./rules-layout.ts";
import { reductionRules } from "./rules-reduction.ts";

/** null: no gradient reaches that input. */
export type InputGradient = Expression | null;

/** dy is the gradient of the loss with respect to the node; the result lines up with `node.inputs`. */
export type Rule<O extends Operator> = (node: Expression<O>, dy: Expression) => InputGradient[];

export type RuleTable<O extends Operator> = { readonly [K in O]: Rule<K> };

/** Operators through which nothing is differentiated: leaves, integers, and masks that are flat almost everywhere. */
export const nonDifferentiable = [
  "input",
  "constant",
  "oneHot",
  "step",
  "stopGradient",
  "descendingRank",
] as const;

/** Operators whose gradient is not defined here: it is refused by name. */
export const undifferentiated = ["maxPool2dGradient", "descendingSort"] as const;

type Covered = Exclude<Operator, (typeof nonDifferentiable)[number] | (typeof undifferentiated)[number]>;

const rules: RuleTable<Covered> = {
  ...elementwiseRules,
  ...convolutionRules,
  ...reductionRules,
  ...layoutRules,
};

/** The rule of a node, or undefined where the gradient stops. */
export function ruleOf(node: Expression): Rule<Operator> | undefined {
  if ((nonDifferentiable as readonly Operator[]).includes(node.op)) return undefined;
  if ((undifferentiated as readonly Operator[]).includes(node.op))
    throw new Error(`The gradient through ${node.op} is not defined.`);
  return rules[node.op as Covered] as Rule<Operator>;
}
