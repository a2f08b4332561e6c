/** `querent init`: makes a project of a folder of images. */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Skeleton } from "@querent/core";
import { groupByPattern, readExchange } from "@querent/formats";
import { addClasses, checkImagesFolder, indexImages, livingClasses } from "@querent/loop";
import {
  createProject,
  openProject,
  StoreError,
  type NewProjectSettings,
  type Project,
  type ProjectSettings,
} from "@querent/store";
import { Option, type Command } from "commander";
import { offeredLearners } from "../projects/offered-learners.ts";
import { exitCodes, projectCommand } from "../projects/project-command.ts";
import { tellImages, tellSequences } from "../projects/tell-images.ts";
import { withProject, type ProjectCommand, type ProjectOptions } from "../projects/with-project.ts";
import { UsageError } from "../terminal/errors.ts";
import { choiceOption, integerOption, listOption } from "../terminal/parse-option.ts";

const tasks = ["classification", "detection", "pose"] as const;

const help = `
A project is a folder: querent.sqlite with every label as it was given, models/, and what can be
made anew. The images stay where they are. Whatever lies below --images is looked through; the same
image under two names is one item, and an image that is moved later is found again by its content.

A project of poses needs --from: a COCO or YOLO file whose categories have keypoints.

Examples:
  querent init proj --images photos/ --task classification --classes cat,dog
  querent init proj --images BCCD/JPEGImages --task detection --classes RBC,WBC,Platelets
  querent init proj --images lsp/images --task pose --from lsp/annotations/person_keypoints_train.json
  querent init proj --images frames/ --task detection --classes car --group "(.*)_\\d+"
                                               frames of one video are never parted

${exitCodes}`;

interface Options extends ProjectOptions {
  readonly images: string;
  readonly task: (typeof tasks)[number];
  readonly classes?: string[];
  readonly from?: string;
  readonly group?: string;
  readonly seed: number;
  readonly exam?: number;
  readonly network?: string;
  readonly recipe?: string;
  readonly epochs?: number;
  readonly size?: number;
}

export function addInitCommand(program: Command): void {
  projectCommand(program, "init", "Make a project of a folder of images.")
    .requiredOption("--images <folder>", "where the images are; they stay there")
    .addOption(
      new Option("--task <task>", `what is labelled: ${tasks.join(", ")}`)
        .argParser(choiceOption("--task", tasks))
        .makeOptionMandatory(),
    )
    .option("--classes <list>", "names of classes, separated by commas", listOption("--classes"))
    .option("--from <path>", "take classes (and the skeleton of poses) from labels in any format")
    .option("--group <pattern>", "images whose paths agree in the pattern's first brackets are never parted")
    .option("--seed <n>", "what all draws of the project follow from", integerOption("--seed", 0), 1)
    .option(
      "--exam <n>",
      "images of the exam set, never trained on (200, of boxes and poses 50; at most a tenth; 0 for none)",
      integerOption("--exam", 0),
    )
    .option("--network <name>", "as --network of querent replay")
    .option("--recipe <name>", "as --recipe of querent replay")
    .option("--epochs <n>", "instead of the recipe's own number", integerOption("--epochs", 1))
    .option("--size <pixels>", "as --size of querent replay", integerOption("--size", 4, 4096))
    .addHelpText("after", help)
    .action(async (folder: string, options: Options) => {
      const wanted = await wantedOf(options);
      await withProject(
        folder,
        options,
        (command) => begin(command, wanted, options),
        (at) => openOrCreate(at, options, wanted.skeleton),
      );
    });
}

interface Wanted {
  readonly classes: readonly string[];
  readonly skeleton?: Skeleton;
}

/** What was asked for, looked at before anything is made. */
async function wantedOf({ classes, from, task, images, group, network, recipe }: Options): Promise<Wanted> {
  const { networks, recipes } = offeredLearners[task];
  if (network !== undefined) choiceOption("--network", networks)(network);
  if (recipe !== undefined) choiceOption("--recipe", recipes)(recipe);
  if (group !== undefined) groupByPattern(group);
  checkImagesFolder(resolve(images));
  if (classes !== undefined && from !== undefined)
    throw new UsageError("--classes and --from both name the classes: give one of them.");
  if (from !== undefined) {
    const { dataset } = await readExchange(resolve(from), { task });
    return { classes: dataset.classes, skeleton: dataset.skeleton };
  }
  if (task === "pose")
    throw new UsageError("--task pose needs --from: a COCO or YOLO file whose categories have keypoints.");
  return { classes: classes ?? [] };
}

/** A project that is there already is gone on with if its settings are these: init may have been killed. */
function openOrCreate(folder: string, options: Options, skeleton: Skeleton | undefined): Project {
  const wanted = settingsOf(folder, options, skeleton);
  const project = openIfThere(folder);
  if (project === undefined) return createProject(folder, wanted);
  const settings = project.settings();
  const other = otherSetting(settings, wanted);
  if (other === undefined) return project;
  project.close();
  throw new Error(
    `${folder} is a project already, of ${settings.task} on ${settings.images}, and its ${other} is not what was ` +
      "given. Choose another folder for a new project; querent index looks for new images of this one.",
  );
}

/** The project in a folder; undefined where none was made, or its making was interrupted. */
function openIfThere(folder: string): Project | undefined {
  if (!existsSync(join(folder, "querent.sqlite"))) return undefined;
  try {
    return openProject(folder);
  } catch (error) {
    if (error instanceof StoreError && error.reason === "no project") return undefined;
    throw error;
  }
}

function settingsOf(folder: string, options: Options, skeleton: Skeleton | undefined): NewProjectSettings {
  const { task, seed, exam, network, recipe, epochs, size } = options;
  return {
    name: basename(folder),
    task,
    images: resolve(options.images),
    seed,
    ...(exam !== undefined && { examSize: exam }),
    ...(skeleton !== undefined && {
      skeleton: { joints: skeleton.joints, bones: skeleton.bones, mirrored: [...skeleton.mirrored] },
    }),
    network: { ...(network !== undefined && { name: network }), ...(size !== undefined && { size }) },
    recipe: { ...(recipe !== undefined && { name: recipe }), ...(epochs !== undefined && { epochs }) },
  };
}

/** The first of the settings that are wanted which the project has otherwise; embeddings were added to it later. */
function otherSetting(settings: ProjectSettings, wanted: NewProjectSettings): string | undefined {
  const { embeddings: _, ...network } = settings.network;
  const there = { ...settings, network };
  const names = ["task", "images", "seed", "examSize", "skeleton", "network", "recipe"] as const;
  return names.find((name) => wanted[name] !== undefined && !isDeepStrictEqual(wanted[name], there[name]));
}

async function begin(
  { project, context, output }: ProjectCommand,
  { classes }: Wanted,
  { group }: Options,
): Promise<void> {
  if (project.classes().length === 0) addClasses(project, context, classes); // later they may have other names
  const found = await indexImages(project, context, {
    ...(group !== undefined && { group: groupByPattern(group) }),
  });
  tellImages(output, found);
  if (group === undefined) tellSequences(output, project);
  const names = livingClasses(project).map(({ name }) => name);
  output.say(
    names.length === 0
      ? "No classes yet: querent classes adds some, and querent import brings its own."
      : `Classes: ${names.join(", ")}.`,
  );
}
