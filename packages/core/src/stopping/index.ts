/** The stopping rules, one list. */

import type { ParameterValue } from "../strategies/contract.ts";
import { agreement } from "./agreement.ts";
import { budget } from "./budget.ts";
import type { StoppingAdvice, StoppingHistory, StoppingRule } from "./contract.ts";
import { expectedGain } from "./expected-gain.ts";
import { plateau } from "./plateau.ts";
import { target } from "./target.ts";

export { cohenKappa } from "./cohen-kappa.ts";
export { defineRule, type RuleDefinition } from "./define-rule.ts";
export { curveAt, learningCurves, type LearningCurve } from "./learning-curve.ts";

/** Every stopping rule. */
export const stoppingRules: readonly StoppingRule[] = [budget, target, plateau, agreement, expectedGain];

/** @throws when there is no rule of the name, listing those there are */
export function stoppingRuleNamed(name: string): StoppingRule {
  const found = stoppingRules.find((rule) => rule.name === name);
  if (found === undefined)
    throw new RangeError(
      `A stopping rule must be one of ${stoppingRules.map((rule) => rule.name).join(", ")}; got "${name}".`,
    );
  return found;
}

/**
 * The advice of every rule, in the order of the list.
 *
 * @param params the parameters of rules by the rule's name
 * @throws when a rule is not known, a parameter is not declared or out of its range, or the history is unsound
 */
export function stoppingAdvice(
  history: StoppingHistory,
  params: Readonly<Record<string, Readonly<Record<string, ParameterValue>>>> = {},
): StoppingAdvice[] {
  for (const name of Object.keys(params)) stoppingRuleNamed(name);
  return stoppingRules.map((rule) => rule.advise(history, params[rule.name]));
}
