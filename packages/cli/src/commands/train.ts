/** `querent train`: trains on the labels of a project. */
import { trainModel } from "@querent/loop";
import { inWords } from "@querent/replay";
import type { Command } from "commander";
import { exitCodes, projectCommand, withModelOptions } from "../projects/project-command.ts";
import { withProject, type ProjectOptions } from "../projects/with-project.ts";

const help = `
Trains from new weights on every labelled image outside the exam set. What was trained on the same
labels before is not trained again. The model lies in models/ as an ONNX file that any runtime loads.

Examples:
  querent train proj
  querent train proj --module          with the loss prediction module: the ONNX file has predicted_loss
  querent train proj --final           when labelling is done: what goes out of the house

${exitCodes}`;

interface Options extends ProjectOptions {
  readonly module?: boolean;
  readonly final?: boolean;
}

export function addTrainCommand(program: Command): void {
  withModelOptions(projectCommand(program, "train", "Train a model on the labels."))
    .option("--module", "train the loss prediction module along")
    .option("--final", "the last fit: on all labels, those of the exam set too")
    .addHelpText("after", help)
    .action((folder: string, options: Options) =>
      withProject(folder, options, async ({ project, context, output }) => {
        const { module, final } = options;
        const trained = await trainModel(project, context, { ...(module && { module: "ranking" }), final });
        output.say(
          `Model ${trained.model}: ${trained.labels} images, ${trained.steps} steps, ${inWords(trained.seconds)}.`,
        );
        for (const file of trained.files) output.say(`  ${file}`);
        if (final) output.say("It knows the exam set: no figure can be told of it.");
        output.emit({ event: "trained", ...trained });
      }),
    );
}
