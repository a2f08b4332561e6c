/** A project as a data set: its pool to choose from and to train on, its exam set to be tested on. */
import { join } from "node:path";
import { keyFrom } from "@querent/core";
import type { AnnotatedImage, ClassificationSplit, Label, TrueBoxes, TruePoses } from "@querent/core";
import type { LabelledFile } from "@querent/formats";
import { decodeClassification, decodeDetection, decodePoses } from "@querent/replay";
import type { LoadOptions, TaskData } from "@querent/replay";
import type { Item, Project, ProjectSettings } from "@querent/store";
import { learnerSettings, trainsHead } from "./learner-choice.ts";
import type { LoopContext } from "./loop-context.ts";
import { mayBeAsked } from "./may-be-asked.ts";
import { markUnusable } from "./mark-unusable.ts";
import { groupsOf, poolOf, type PoolOfProject } from "./pool-of.ts";
import { embeddingsOf } from "./project-embeddings.ts";
import { boxesOf, poseOf } from "./truths.ts";

/** The images of a project and what is known of them. */
export interface ProjectData {
  readonly data: TaskData;
  readonly pool: readonly number[]; // (rows of the training part), the item of each
  readonly exam: readonly number[]; // (rows of the test part), the item of each: only those that are labelled, unless every image is wanted
  readonly labelled: Int32Array; // rows of the pool that are labelled, ascending
  readonly candidates: Int32Array; // rows of the pool that may be asked for
  /** The group of each row of the pool, and of the exam set; undefined where no image has one. */
  readonly groups?: readonly string[];
  readonly examGroups?: readonly string[];
  readonly notes: readonly string[];
}

/** Which images, and whose labels. */
export interface ProjectDataOptions {
  /** Only images that are labelled. */
  readonly onlyLabelled?: boolean;
  /** In the test part every image that is not in the pool: those of the exam set that are not labelled, and its kin. */
  readonly everyImage?: boolean;
  /** The pool is all images, those of the exam set and its kin too, and there is nothing to be tested on. */
  readonly final?: boolean;
  /** Labels by the id of the item, in place of those of the project; `class` is a number of the project's. */
  readonly labels?: ReadonlyMap<string, Label>;
}

/** The number that stands for a class where nobody has labelled an image; nothing is trained on it. */
const UNLABELLED = -1;

/**
 * Decodes every image of the pool and of the exam set. Left out are images that are missing or cannot be read, and those
 * that share a group with one of the exam set: they are neither trained on nor asked for.
 *
 * @throws when the project has no class or no image, or an image cannot be learned from
 */
export async function projectData(
  project: Project,
  context: LoopContext,
  options: ProjectDataOptions = {},
): Promise<ProjectData> {
  const {
    onlyLabelled = false,
    everyImage = false,
    final = false,
    labels = currentLabels(project),
  } = options;
  const found = final ? allAsPool(poolOf(project)) : poolOf(project);
  const all = [...found.pool, ...found.exam, ...found.kin];
  if (all.length === 0)
    throw new Error(
      `The project must have images that can be read; got none in ${project.settings().images}. Put images there and run querent index.`,
    );
  const pool = found.pool.filter(({ id }) => !onlyLabelled || labels.has(id));
  const exam = everyImage
    ? [...found.exam, ...found.kin].sort((a, b) => a.item - b.item)
    : found.exam.filter(({ id }) => labels.has(id));
  const decoded = await decode(project, pool, exam, labels, context);
  markUnusable(project, all, decoded.data.dataset.skipped);
  const byId = new Map(all.map((item) => [item.id, item]));
  const data = trainsHead(project, context) ? await withFeatures(project, decoded.data, byId) : decoded.data;
  const { notes } = decoded;
  const rows = data.dataset.train.ids.map((id) => byId.get(id)!);
  const tests = data.dataset.test.ids.map((id) => byId.get(id)!);
  const places = Int32Array.from(rows.keys());
  const asked = mayBeAsked(project, found.pool);
  return {
    data,
    pool: rows.map(({ item }) => item),
    exam: tests.map(({ item }) => item),
    labelled: places.filter((row) => labels.has(rows[row].id)),
    candidates: places.filter((row) => asked(rows[row]) && !labels.has(rows[row].id)),
    groups: groupsOf(rows),
    examGroups: groupsOf(tests),
    notes: [
      ...notes,
      ...data.dataset.skipped.map(({ file, reason }) => `${file} cannot be used: ${reason}`),
      ...(found.kin.length === 0
        ? []
        : [
            `${found.kin.length} images share a group with the exam set and are neither trained on nor asked for.`,
          ]),
    ],
  };
}

function allAsPool({ pool, exam, kin }: PoolOfProject): PoolOfProject {
  return { pool: [...pool, ...exam, ...kin].sort((a, b) => a.item - b.item), exam: [], kin: [] };
}

/** The data with the embeddings of its images. */
async function withFeatures(
  project: Project,
  data: TaskData,
  byId: ReadonlyMap<string, Item>,
): Promise<TaskData> {
  if (data.task !== "classification") return data;
  const { train, test } = data.dataset;
  const embedded = async (part: ClassificationSplit): Promise<ClassificationSplit> => {
    const features = await embeddingsOf(
      project,
      part.ids.map((id) => byId.get(id)!),
    );
    return { ...part, images: { ...part.images, features } };
  };
  const dataset = { ...data.dataset, train: await embedded(train), test: await embedded(test) };
  return { task: data.task, dataset };
}

/** The labels that stand, by the id of their item. */
export function currentLabels(project: Project): Map<string, Label> {
  const labels = new Map<string, Label>();
  for (const { id, label } of project.labels()) labels.set(id, label);
  return labels;
}

/** The classes that are learned: the living ones, in the order of their numbers. */
export function livingClasses(project: Project): { readonly class: number; readonly name: string }[] {
  return project.classes().filter(({ mergedInto }) => mergedInto === undefined);
}

interface Decoded {
  readonly data: TaskData;
  readonly notes: readonly string[];
}

async function decode(
  project: Project,
  pool: readonly Item[],
  exam: readonly Item[],
  labels: ReadonlyMap<string, Label>,
  { abort, cacheDir, tell }: LoopContext,
): Promise<Decoded> {
  const classes = livingClasses(project);
  if (classes.length === 0)
    throw new Error(
      "The project must have a class; got none. Add some with querent classes PROJECT --add NAME.",
    );
  const total = pool.length + exam.length;
  const options: LoadOptions = {
    size: learnerSettings(project.settings()).size,
    abort,
    cacheDir,
    progress: (done) =>
      tell?.({
        kind: "progress",
        job: "decode",
        share: done / total,
        text: `reading images, ${done} of ${total}`,
      }),
  };
  const numbers = new Map(classes.map((one, place) => [one.class, place]));
  const names = classes.map((one) => one.name);
  const parts = { pool, exam, labels, names, classOf: (number: number) => numbers.get(number)!, options };
  const settings = project.settings();
  if (settings.task === "classification") return decodeClasses(settings, parts);
  return settings.task === "detection" ? decodeBoxes(settings, parts) : decodeSkeletons(settings, parts);
}

/** The images of both parts with what is known of them, still files. */
interface Parts {
  readonly pool: readonly Item[];
  readonly exam: readonly Item[];
  readonly labels: ReadonlyMap<string, Label>;
  readonly names: readonly string[]; // of the classes
  readonly classOf: (number: number) => number; // the place of a class among them
  readonly options: LoadOptions;
}

async function decodeClasses(
  { name, images }: ProjectSettings,
  { pool, exam, labels, names, classOf, options }: Parts,
): Promise<Decoded> {
  const labelOf = ({ id }: Item): number => {
    const label = labels.get(id);
    return label?.kind === "class" ? classOf(label.class) : UNLABELLED;
  };
  const files = (part: readonly Item[]): LabelledFile[] =>
    part.map((item) => ({ id: item.id, file: join(images, item.path!), label: labelOf(item) }));
  const { dataset, notes } = await decodeClassification(
    { name, classes: names, train: files(pool), test: files(exam), skipped: [] },
    options,
  );
  return { data: { task: "classification", dataset }, notes };
}

async function decodeBoxes(
  { name, images }: ProjectSettings,
  { pool, exam, labels, names, classOf, options }: Parts,
): Promise<Decoded> {
  const truth = ({ id }: Item): TrueBoxes => boxesOf(labels.get(id), classOf);
  const { dataset, notes } = await decodeDetection(
    {
      name,
      classes: names,
      train: annotated(pool, images, truth),
      test: annotated(exam, images, truth),
      skipped: [],
    },
    options,
  );
  return { data: { task: "detection", dataset }, notes };
}

async function decodeSkeletons(
  { name, images, skeleton }: ProjectSettings,
  { pool, exam, labels, options }: Parts,
): Promise<Decoded> {
  const { joints, bones, mirrored } = skeleton!;
  const truth = ({ id, width, height }: Item): TruePoses =>
    poseOf(labels.get(id), joints.length, { id, width: width!, height: height! });
  const { dataset, notes } = await decodePoses(
    {
      name,
      skeleton: { joints, bones, mirrored: Int32Array.from(mirrored) },
      train: annotated(pool, images, truth),
      test: annotated(exam, images, truth),
      skipped: [],
    },
    { ...options, context: 1 },
  );
  return { data: { task: "pose", dataset }, notes };
}

function annotated<Truth>(
  part: readonly Item[],
  images: string,
  truth: (item: Item) => Truth,
): AnnotatedImage<Truth>[] {
  return part.map((item) => ({
    id: item.id,
    file: join(images, item.path!),
    width: item.width!,
    height: item.height!,
    truth: truth(item),
    ...(item.group !== undefined && { group: item.group }),
  }));
}

/** The key of a project, from which all of its draws are split. */
export function projectKey(project: Project): ReturnType<typeof keyFrom> {
  return keyFrom(project.settings().seed);
}
