/** The section of a report that counts what a person gives: boxes or joints, of which images have unlike numbers. */
import {
  count,
  isDecided,
  percentTick,
  percentWithInterval,
  pointsWithInterval,
  probability,
  withHalfWidth,
} from "../plot/in-figures.ts";
import { lineLooks } from "../plot/line-looks.ts";
import { linePlot } from "../plot/line-plot.ts";
import type { ArmSummary, Estimate, ReplayReport } from "../report-types.ts";
import { wordsOf } from "../tasks/task-words.ts";
import { armKey } from "./arm-key.ts";
import { bothWidths } from "./both-widths.ts";
import { table } from "./table.ts";
import type { Cell } from "./table.ts";

type Counted = ArmSummary & { readonly byAnnotations: NonNullable<ArmSummary["byAnnotations"]> };

/** The curves over annotations instead of images; nothing where an image is one annotation. */
export function annotationSection({ summary, task, dataset }: ReplayReport): string {
  const arms = summary.arms.filter((arm): arm is Counted => arm.byAnnotations !== undefined);
  if (arms.length === 0) return "";
  const { annotations, metric, labels, articled } = wordsOf(task);
  const { budgets } = summary;
  const last = budgets[budgets.length - 1];
  const heading = `<section><h2>By ${annotations} instead of images</h2>`;
  const each = spentOnEach(arms, budgets);
  if (each !== undefined)
    return `${heading}
<p>Every image that was asked for has ${count(each)} ${annotations}, so the curves by ${annotations} are those by images.</p></section>`;
  const plot = bothWidths(420, (size) =>
    linePlot({
      ...size,
      title: `Test ${metric} on ${dataset.name} by number of ${annotations}, mean and 95 % interval over ${summary.trials} trials`,
      xLabel: annotations,
      yLabel: `test ${metric}, mean of ${summary.trials === 1 ? "1 trial" : `${summary.trials} trials`}`,
      series: arms.map(({ metric: values, byAnnotations }, i) => ({
        ...lineLooks(summary)[i],
        points: values.map(({ mean, low, high }, round) => ({
          x: byAnnotations.spent[round].mean,
          y: mean,
          low,
          high,
        })),
      })),
      xTick: count,
      yTick: percentTick,
      describe: ({ x, y, low, high }) =>
        `${articled}${percentWithInterval({ mean: y, low, high })} after ${count(x)} ${annotations}`,
      xTicks: "round",
      yLimits: [0, 1],
      bands: true,
    }),
  );
  return `${heading}
<p>A person is paid for ${annotations}, and an arm that asks for crowded images pays more for each. Points stand at the mean number of ${annotations} after each round. The area goes from the ${annotations} of the common start to the fewest that any arm of the trial ended with, so that all are judged by what they had at the same cost.</p>
<figure>${plot}</figure>
${table(
  `Cost after ${count(last)} ${labels}, the area by ${annotations}, and its paired difference from random in points, p corrected over the arms (Holm)`,
  ["arm", annotations, `${annotations} an image`, "area", "area \u2212 random", "p"],
  arms.map(({ strategy, byAnnotations: { spent, area, versusBaseline } }, i): Cell[] => {
    const { mean } = spent[spent.length - 1];
    return [
      armKey(strategy, i),
      aboutMany(spent[spent.length - 1]),
      (mean / last).toFixed(1),
      withHalfWidth(area),
      versusBaseline === null
        ? "\u2013"
        : { text: pointsWithInterval(versusBaseline, 2), strong: isDecided(versusBaseline) },
      versusBaseline === null ? "\u2013" : probability(versusBaseline.pHolm),
    ];
  }),
)}</section>`;
}

/** The annotations of an image where all arms have the same number in each; undefined otherwise. */
function spentOnEach(arms: readonly Counted[], budgets: readonly number[]): number | undefined {
  const each = arms[0].byAnnotations.spent[0].mean / budgets[0];
  const alike = arms.every(({ byAnnotations }) =>
    byAnnotations.spent.every(
      ({ mean, low, high }, round) =>
        mean === each * budgets[round] && (low === null || (low === mean && high === mean)),
    ),
  );
  return alike ? each : undefined;
}

function aboutMany({ mean, low, high }: Estimate): string {
  if (low === null || high === null) return count(mean);
  return `${count(mean)} (\u00b1\u202f${count((high - low) / 2)})`;
}
