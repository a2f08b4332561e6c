/** `querent select`: picks from files that any pipeline can write. */
import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { selectAndWrite } from "../selecting/select-and-write.ts";
import type { Assignment, SelectRequest } from "../selecting/select-request.ts";
import { UsageError } from "../terminal/errors.ts";
import { interruptSignal } from "../terminal/interrupt-signal.ts";
import { processOutput } from "../terminal/output.ts";
import { integerOption, listOption } from "../terminal/parse-option.ts";

const help = `
Files are .npy (float16, float32, float64, integers, bool; row-major or column-major), .npz, .parquet,
.csv or .tsv. FILE#PART names an array of an .npz or columns of a table: "T.parquet#embedding",
"T.csv#f*". A column "id" of a table names its rows; --ids gives the ids of an array's rows; without
either, items are row numbers from 0. The file of --labelled has a column "id" and may have "label",
a class by name or by number.

Signals beside embeddings and probabilities, as --signal NAME=FILE:
  predictedLoss   (items)
  passes          (passes, items, classes), dropout passes with the same masks for every item
  committee       (models, items, classes)
  lastLayer       an .npz with weights (dimensions, classes) and bias (classes)
  targets, avoid  (rows, dimensions), embeddings of what is looked for and of what is not wanted
  detections, flippedDetections
                  an .npz of the boxes a detector finds, in the images or in their mirror images and
                  mirrored back: starts (items + 1), the place of each item's first box and the
                  number of boxes at the end; corners (boxes, 4), x1 y1 x2 y2; probabilities
                  (boxes, classes + 1), the last column the background
  noisyDetections, detectionPasses
                  several of these with commas between them: under growing noise, of dropout passes
  boxEmbeddings   (boxes, dimensions), features of the boxes of detections
  heatMaps, flippedHeatMaps
                  (items, joints, height, width), the latter mirrored back, left and right exchanged
  pointPasses     (passes, items, joints, 2), joints as dropout passes place them, in pixels

--config MIX.json multiplies objectives, each to a power: entropy, margin, least-confidence,
predicted-loss, diversity, typicality, similarity, or weights of your own, one number an item:
  { "terms": [{ "objective": "entropy", "strength": 1 }, { "objective": "diversity", "strength": 0.5 },
              { "objective": "weights", "name": "sharpness", "file": "sharp.npy", "strength": 1 }] }

A suffix changes a strategy: entropy+diverse spreads its picks out, entropy+balanced evens out the
predicted classes. --param subset=0.1 looks at a random tenth of the items.

It writes picks.csv (rank, id, score, why; with --why the nearest labelled item and the rank under
each simple signal too), picks.manifest.json (hashes of the inputs, seed, version, parameters; the
same command gives the same bytes) and picks.timings.json. Files of these names are replaced.

Examples:
  querent select --embeddings E.npy --strategy core-set --labelled L.csv --batch 1000 --seed 1 --out picks.csv
  querent select --probabilities P.npy --embeddings E.npy --strategy badge --batch 100 --out picks.csv --why
  querent select --embeddings T.parquet#embedding --strategy core-set --param subset=0.1 --batch 50

Exit code 0: done; 1: it failed, and says why; 2: wrong use; 130: stopped, nothing was written.`;

interface Options {
  readonly embeddings?: string;
  readonly probabilities?: string;
  readonly signal: Assignment[];
  readonly ids?: string;
  readonly labelled?: string;
  readonly classes?: string[];
  readonly strategy?: string;
  readonly config?: string;
  readonly param: Assignment[];
  readonly batch: number;
  readonly seed: number;
  readonly out: string;
  readonly why?: boolean;
  readonly threads?: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function addSelectCommand(program: Command): void {
  program
    .command("select")
    .description("Pick what to label next from embeddings, probabilities and other files of numbers.")
    .option("--strategy <name>", "one of those that `querent strategies` lists")
    .option("--config <file>", "a weighted product of objectives, instead of --strategy")
    .requiredOption("--batch <n>", "how many items to pick", integerOption("--batch", 1))
    .option("--embeddings <file>", "one row of features an item")
    .option("--probabilities <file>", "one row of class probabilities an item")
    .option("--signal <name=file>", "another signal; may be given several times", assignments("--signal"), [])
    .option("--ids <file>", "a table whose column id names the rows")
    .option("--labelled <file>", "a table whose column id names the labelled items")
    .option(
      "--classes <list>",
      "class names in the order of the probabilities' columns",
      listOption("--classes"),
    )
    .option(
      "--param <name=value>",
      "a parameter of the strategy; may be given several times",
      assignments("--param"),
      [],
    )
    .option("--seed <n>", "the same number gives the same picks", integerOption("--seed", 0), 1)
    .option("--out <file>", "where the picks go", "picks.csv")
    .option("--why", "explain each pick in columns of its own")
    .option("--threads <n>", "threads that work at once (cores)", integerOption("--threads", 1, 256))
    .option("--force", "begin even if the memory will not do")
    .option("--json", "one JSON object a line")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      const { signal, param, why = false, force = false, json = false, ...rest } = options;
      const threads = options.threads ?? availableParallelism();
      const request: SelectRequest = { ...rest, signals: signal, params: param, threads, why, force };
      await selectAndWrite(request, processOutput(json), interruptSignal());
    });
}

/** Gathers NAME=VALUE of an option that may be given several times. */
function assignments(option: string) {
  return (text: string, before: Assignment[]): Assignment[] => {
    const at = text.indexOf("=");
    if (at < 1 || at === text.length - 1)
      throw new UsageError(
        `${option} must be NAME=VALUE, as in ${option} ${option === "--param" ? "subset=0.1" : "predictedLoss=L.npy"}; got "${text}".`,
      );
    return [...before, { name: text.slice(0, at), value: text.slice(at + 1) }];
  };
}
