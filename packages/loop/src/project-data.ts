/** A project as a data set: its pool to choose from and to train on, its exam set to be tested on. */
import { join } from "node:path";
import { examKin, keyFrom } from "@querent/core";
import type { AnnotatedImage, Label } from "@querent/core";
import { decodeClassification, decodeDetection, decodePoses } from "@querent/replay";
import type { LoadOptions, TaskData } from "@querent/replay";
import type { Item, Project } from "@querent/store";
import { learnerSettings } from "./learner-choice.ts";
import type { LoopContext } from "./loop-context.ts";
import { boxesOf, poseOf } from "./truths.ts";

/** The images of a project and what is known of them. */
export interface ProjectData {
  readonly data: TaskData;
  readonly pool: readonly number[]; // (rows of the training part), the item of each
  readonly exam: readonly number[]; // (rows of the test part), the item of each: only those that are labelled
  readonly labelled: Int32Array; // rows of the pool that are labelled, ascending
  readonly candidates: Int32Array; // rows of the pool that may be asked for: nobody has answered them
  readonly notes: readonly string[];
}

/** Which images, and whose labels. */
export interface ProjectDataOptions {
  /** Only images that are labelled. */
  readonly onlyLabelled?: boolean;
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
  { onlyLabelled = false, labels = currentLabels(project) }: ProjectDataOptions = {},
): Promise<ProjectData> {
  const examItems = new Set(project.exam().map(({ item }) => item));
  const all = [...project.items({ missing: false, problem: false })];
  if (all.length === 0)
    throw new Error(
      `The project must have images that can be read; got none in ${project.settings().images}. Put images there and run querent index.`,
    );
  const kin = kinOf(all, examItems);
  const wanted = (item: Item): boolean => !onlyLabelled || labels.has(item.id);
  const pool = all.filter((item) => !examItems.has(item.item) && !kin.has(item.item) && wanted(item));
  const exam = all.filter((item) => examItems.has(item.item) && labels.has(item.id));
  const { data, notes } = await decode(project, pool, exam, labels, context);
  const byId = new Map(all.map((item) => [item.id, item]));
  const rows = data.dataset.train.ids.map((id) => byId.get(id)!);
  const places = Int32Array.from(rows.keys());
  return {
    data,
    pool: rows.map(({ item }) => item),
    exam: data.dataset.test.ids.map((id) => byId.get(id)!.item),
    labelled: places.filter((row) => labels.has(rows[row].id)),
    candidates: places.filter((row) => rows[row].state === "unlabelled" && !labels.has(rows[row].id)),
    notes: [
      ...notes,
      ...(kin.size === 0
        ? []
        : [`${kin.size} images share a group with the exam set and are neither trained on nor asked for.`]),
    ],
  };
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

function kinOf(all: readonly Item[], exam: ReadonlySet<number>): Set<number> {
  const places = Int32Array.from(all.keys()).filter((at) => exam.has(all[at].item));
  const groups = all.map(({ group, id }) => group ?? `item ${id}`);
  return new Set(Array.from(examKin(places, groups), (at) => all[at].item));
}

async function decode(
  project: Project,
  pool: readonly Item[],
  exam: readonly Item[],
  labels: ReadonlyMap<string, Label>,
  { abort, cacheDir, tell }: LoopContext,
): Promise<{ data: TaskData; notes: readonly string[] }> {
  const { name, task, images, skeleton } = project.settings();
  const { size } = learnerSettings(project.settings());
  const classes = livingClasses(project);
  if (classes.length === 0)
    throw new Error("The project must have a class; got none. Add some: querent classes add PROJECT NAME.");
  const places = new Map(classes.map((one, place) => [one.class, place]));
  const classOf = (number: number): number => places.get(number)!;
  const names = classes.map((one) => one.name);
  const total = pool.length + exam.length;
  const options: LoadOptions = {
    size,
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
  const fileOf = ({ path }: Item): string => join(images, path!);
  if (task === "classification") {
    const labelOf = ({ id }: Item): number => {
      const label = labels.get(id);
      return label?.kind === "class" ? classOf(label.class) : UNLABELLED;
    };
    const files = (part: readonly Item[]) =>
      part.map((item) => ({ id: item.id, file: fileOf(item), label: labelOf(item) }));
    const { dataset, notes } = await decodeClassification(
      { name, classes: names, train: files(pool), test: files(exam), skipped: [] },
      options,
    );
    return { data: { task, dataset }, notes };
  }
  const annotated = <Truth>(part: readonly Item[], truth: (item: Item) => Truth): AnnotatedImage<Truth>[] =>
    part.map((item) => ({
      id: item.id,
      file: fileOf(item),
      width: item.width!,
      height: item.height!,
      truth: truth(item),
      ...(item.group !== undefined && { group: item.group }),
    }));
  if (task === "detection") {
    const truth = ({ id }: Item) => boxesOf(labels.get(id), classOf);
    const { dataset, notes } = await decodeDetection(
      { name, classes: names, train: annotated(pool, truth), test: annotated(exam, truth), skipped: [] },
      options,
    );
    return { data: { task, dataset }, notes };
  }
  const { joints, bones, mirrored } = skeleton!;
  const pose = (item: Item) =>
    poseOf(labels.get(item.id), joints.length, { id: item.id, width: item.width!, height: item.height! });
  const { dataset, notes } = await decodePoses(
    {
      name,
      skeleton: { joints, bones, mirrored: Int32Array.from(mirrored) },
      train: annotated(pool, pose),
      test: annotated(exam, pose),
      skipped: [],
    },
    { ...options, context: 1 },
  );
  return { data: { task, dataset }, notes };
}

/** The key of a project, from which all of its draws are split. */
export function projectKey(project: Project): ReturnType<typeof keyFrom> {
  return keyFrom(project.settings().seed);
}
