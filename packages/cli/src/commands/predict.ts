/** `querent predict`: what the model of a project says of its images. */
import { resolve } from "node:path";
import { scoreImages } from "@querent/loop";
import type { Command } from "commander";
import { exitCodes, projectCommand, withModelOptions } from "../projects/project-command.ts";
import { tellList } from "../projects/tell-images.ts";
import { withProject, type ProjectOptions } from "../projects/with-project.ts";
import { checkExtension, writePredictions } from "../projects/write-predictions.ts";
import { checkOut } from "../selecting/out-file.ts";

const help = `
The model of the labels as they are, trained first where it is not there yet, looks at every image of
the project; what it says stays in predictions/ as .npy shards and is not worked out again.

Classification: a .csv or .parquet file with a row an image: id, label (the likeliest class),
probability, p_CLASS for each class, and predicted_loss with --module.
Detection and pose: a .json file of COCO results. image_id is the item's number and category_id the
class's place, as in the files of querent export --format coco; file_name is the image's path. A
figure on images that were trained on flatters: export with --parts and hold the predictions against
the part test, the exam set.

Examples:
  querent predict proj --out predictions.csv
  querent predict proj --unlabelled --out rest.parquet
  querent export proj --format coco --parts --out coco/
  querent predict proj --out boxes.json
  querent evaluate --ground-truth coco/annotations/instances_test.json --predictions boxes.json

${exitCodes}`;

interface Options extends ProjectOptions {
  readonly out: string;
  readonly unlabelled?: boolean;
  readonly module?: boolean;
}

export function addPredictCommand(program: Command): void {
  withModelOptions(projectCommand(program, "predict", "What the model says of every image."))
    .requiredOption("--out <file>", "a .csv or .parquet file; of boxes or poses a .json file")
    .option("--unlabelled", "only images without a label")
    .option("--module", "the model that is trained with the loss prediction module")
    .addHelpText("after", help)
    .action((folder: string, options: Options) =>
      withProject(folder, options, async ({ project, context, output }) => {
        const { unlabelled = false, module: withLoss = false } = options;
        const out = resolve(options.out);
        checkExtension(project.settings().task, options.out);
        await checkOut([out]);
        const scored = await scoreImages(project, context, withLoss ? { module: "ranking" } : {});
        const { model, labels, unusable } = scored;
        tellList(output, "Cannot be used", unusable);
        const images = await writePredictions(project, { model, out, unlabelled, withLoss });
        output.say(`Predictions of ${images} images by model ${model}, of ${labels} labels: ${options.out}.`);
        output.emit({ event: "predicted", model, labels, images, unusable, file: out });
      }),
    );
}
