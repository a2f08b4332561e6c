/** Who answers when the loop asks: hidden labels, a file, or (in the studio) a person. */
import type { Answer } from "@querent/core";
import type { AnswerSource } from "@querent/store";

/** What is asked. */
export interface Question {
  readonly id: string; // of the item
  readonly round: number;
}

export interface Oracle {
  readonly name: string; // who is said to have answered
  readonly source: AnswerSource;
  /** Undefined: no answer, the item stays as it is. */
  answer(question: Question): Promise<Answer | undefined>;
}
