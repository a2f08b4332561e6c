/** What a stopping rule is: the history of a project that it reads, the advice that it gives. */

import type { ExamFigure } from "../exam/contract.ts";
import type { ParameterSpec, ParameterValue } from "../strategies/contract.ts";
import type { Task } from "../strategies/tasks.ts";

/** A model of the project, and what it says of images that it was not trained on. */
export interface StoppingRound {
  readonly trained: number; // images that the model was trained on, growing from round to round
  /** Undefined where the exam set was not labelled yet. */
  readonly exam?: ExamFigure;
  /** The class predicted for each image of the stop set, which is drawn once and the same in every round. */
  readonly predicted?: Int32Array; // (stop set)
}

/**
 * The history of a project, oldest round first. The exam figures of all rounds are on the same items under the same key:
 * when the exam set has grown, those of the earlier models are worked out again.
 */
export interface StoppingHistory {
  readonly task: Task;
  readonly rounds: readonly StoppingRound[];
  /** Answers given so far, those of the exam set and those since the last round included. */
  readonly labels: number;
  /** Time that people spent on them, where it is known. */
  readonly milliseconds?: number;
  readonly nextBatch: number; // images that would be asked for next
}

/** What a rule advises: never an order. */
export interface StoppingAdvice {
  readonly rule: string;
  /** True: stop; false: go on; undefined: it cannot say yet, and the reason tells what is missing. */
  readonly stop: boolean | undefined;
  readonly reason: string; // a sentence or two with the numbers
  /** The numbers of the reason by name. */
  readonly facts: Readonly<Record<string, number>>;
}

/** A stopping rule: a pure function of the history. */
export interface StoppingRule {
  readonly name: string;
  readonly title: string;
  readonly source: string; // citation, or what the rule rests on
  /** The tasks it can advise on; for others it says that it does not apply. */
  readonly tasks: readonly Task[];
  readonly parameters: readonly ParameterSpec[];
  /** @throws when a parameter is not declared or out of its range, or the history is unsound */
  advise(history: StoppingHistory, params?: Readonly<Record<string, ParameterValue>>): StoppingAdvice;
}
