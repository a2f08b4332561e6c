/** `querent embed`: features of the images of a project. */
import { resolve } from "node:path";
import { readText } from "@querent/formats";
import { embedImages, takeEmbeddings } from "@querent/loop";
import type { Command } from "commander";
import { exitCodes, projectCommand, withEngine } from "../projects/project-command.ts";
import { tellList } from "../projects/tell-images.ts";
import { withProject, type ProjectCommand, type ProjectOptions } from "../projects/with-project.ts";
import { UsageError } from "../terminal/errors.ts";
import { integerOption } from "../terminal/parse-option.ts";

const help = `
A network that was trained on other images tells much of yours. With its features in the project,
querent train fits a head on them in a second or two (classification; --full trains end to end), and
strategies that need nothing but features choose by them without any training.

--network is an ONNX file that takes images (N, 3, H, W) and gives a row of numbers each, as a
network exported from PyTorch does; it is kept in the project. Or --from takes features that you
have: .npy, .npz, Parquet or CSV, with --ids, a CSV file whose column id has the images' paths, in
the order of the rows.

Examples:
  querent embed proj --network mobilenet.onnx --output features
  querent embed proj --from E.npy --ids ids.csv

${exitCodes}`;

interface Options extends ProjectOptions {
  readonly network?: string;
  readonly output?: string;
  readonly side?: number;
  readonly from?: string;
  readonly ids?: string;
}

export function addEmbedCommand(program: Command): void {
  withEngine(projectCommand(program, "embed", "Make features of the images, by a network from an ONNX file."))
    .option("--network <file>", "an ONNX file that embeds images")
    .option("--output <name>", "the output of the network that is taken (its first)")
    .option("--side <pixels>", "images are looked at in this size (128)", integerOption("--side", 8, 2048))
    .option("--from <file>", "features that were made elsewhere")
    .option("--ids <file>", "CSV with the column id: the images of the rows of --from")
    .addHelpText("after", help)
    .action((folder: string, options: Options) =>
      withProject(folder, options, async (command) => {
        const { embedded, known, dimensions, unusable } = await embeddedBy(command, options);
        tellList(command.output, "Cannot be used", unusable);
        command.output.say(
          `${embedded} images embedded in ${dimensions} dimensions${known > 0 ? `; ${known} were already` : ""}.`,
        );
        command.output.emit({ event: "embedded", embedded, known, dimensions, unusable });
      }),
    );
}

async function embeddedBy(
  { project, context }: ProjectCommand,
  { network, output, side, from, ids }: Options,
) {
  if ((network === undefined) === (from === undefined))
    throw new UsageError("Give --network, or --from with --ids; one of the two.");
  if (network !== undefined) return embedImages(project, context, resolve(network), { output, side });
  if (ids === undefined) throw new UsageError("--from needs --ids: which image each row is of.");
  const { columns } = await readText(resolve(ids), ["id"]);
  return takeEmbeddings(project, context, resolve(from!), columns.id);
}
