/** Says how good a project's model is. */
import { livingClasses, type ModelEvaluation } from "@querent/loop";
import { wordsOf } from "@querent/replay";
import type { Project } from "@querent/store";
import type { Output } from "../terminal/output.ts";
import { alignColumns } from "./align-columns.ts";
import { intervalOf, percent } from "./tell-status.ts";

export function tellEvaluation(output: Output, project: Project, evaluation: ModelEvaluation): void {
  const { model, labels, figure, parts, ranking } = evaluation;
  const { task, skeleton } = project.settings();
  const { metric, parts: partWords } = wordsOf(task);
  const { one, figure: partFigure } = partWords;
  if (figure === null) {
    output.say(`Model ${model}, trained on ${labels} images: no image of the exam set is labelled yet.`);
  } else {
    const { items, groups, method } = figure;
    const of = groups === items ? `${items} images` : `${items} images in ${groups} groups`;
    output.say(
      `Model ${model}, trained on ${labels} images: ${metric} ${percent(figure.estimate)}, ` +
        `95 % interval ${intervalOf(figure)}\n(${method}, ${of} of the exam set).`,
    );
    const names = skeleton?.joints ?? livingClasses(project).map(({ name }) => name);
    output.say(
      alignColumns(
        [one, partFigure],
        names.map((name, at) => [name, parts[at] === null ? "-" : percent(parts[at])]),
      ),
    );
    const ranked = Object.entries(ranking).flatMap(([name, share]) =>
      share === null ? [] : [`${name} ${percent(share)}`],
    );
    output.say(`Pairs of exam images ordered as their true losses: ${ranked.join(", ")}.`);
  }
  const { predicted: _, figure: found, ...rest } = evaluation;
  const { draws: _draws, ...numbers } = found ?? { draws: [] };
  output.emit({ event: "evaluation", ...rest, figure: found === null ? null : numbers });
}
