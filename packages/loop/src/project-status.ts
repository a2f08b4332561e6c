/** Where a project stands: its images, labels, rounds, its exam figure, and what stopping rules advise. */
import { stoppingAdvice, whatMoreWouldBuy } from "@querent/core";
import type { ExamFigure, MoreExamLabels, StoppingAdvice } from "@querent/core";
import type { Json, Project, ProjectCounts } from "@querent/store";
import { evaluationsNow, figureOf, stoppingRounds, type ModelEvaluation } from "./evaluate-model.ts";

export interface ProjectStatus {
  readonly name: string;
  readonly task: string;
  readonly counts: ProjectCounts;
  readonly exam: { readonly items: number; readonly labelled: number };
  readonly rounds: readonly RoundStatus[];
  /** Models by the labels they were trained on, with what the exam says. */
  readonly curve: readonly { readonly labels: number; readonly figure?: ExamFigure }[];
  readonly latest?: ModelEvaluation;
  /** What as many exam labels again, or as many as there may be, would buy the figure in its interval. */
  readonly more?: MoreExamLabels;
  readonly advice: readonly StoppingAdvice[];
}

export interface RoundStatus {
  readonly number: number;
  readonly strategy: string;
  readonly asked: number;
  readonly answered: number;
}

export interface StatusOptions {
  /** Parameters of stopping rules, by the rule's name. */
  readonly stopping?: Readonly<Record<string, Readonly<Record<string, number | string>>>>;
}

/** Reads only: nothing is trained and nothing is written. */
export function projectStatus(project: Project, { stopping }: StatusOptions = {}): ProjectStatus {
  const { name, task } = project.settings();
  const counts = project.counts();
  const exam = project.exam();
  const labelled = exam.filter(({ item }) => project.item(item)!.state === "labelled").length;
  const rounds = project.rounds().map(({ number, strategy, record }) => {
    const { seq } = record as { readonly seq: number };
    const items = project.roundItems(number);
    const answered = items.filter(({ state, lastSeq = 0 }) => state !== "unlabelled" && lastSeq > seq).length;
    return { number, strategy, asked: items.length, answered };
  });
  const evaluations = evaluationsNow(project);
  const latest = evaluations.at(-1);
  const figure = latest?.figure ?? undefined;
  const room = Math.min(exam.length, largestExam(counts) - exam.length);
  const nextBatch = batchOf(project.rounds().at(-1)?.params);
  return {
    name,
    task,
    counts,
    exam: { items: exam.length, labelled },
    rounds,
    curve: stoppingRounds(evaluations).map(({ trained, exam: found }) => ({
      labels: trained,
      ...(found !== undefined && { figure: found }),
    })),
    ...(latest !== undefined && { latest }),
    ...(figure !== undefined && room > 0 && { more: whatMoreWouldBuy(figureOf(figure), room) }),
    advice: stoppingAdvice(
      {
        task,
        rounds: stoppingRounds(evaluations),
        labels: counts.states.labelled,
        nextBatch,
      },
      stopping,
    ),
  };
}

/** How many images `examPlan` lets an exam set have: a tenth of those there are. */
function largestExam({ items, missing, problems }: ProjectCounts): number {
  return Math.floor((items - missing - problems) / 10);
}

function batchOf(params: Json | undefined): number {
  return (params as { readonly batch?: number } | undefined)?.batch ?? 50;
}
