/** Reads labels from a Label Studio file of tasks. */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Skeleton, SkippedFile, Task } from "@querent/core";
import { sidesByName } from "../../annotated/mirrored-joints.ts";
import type { RepairTally } from "../../annotated/repairs.ts";
import { isImageName } from "../../image-extensions.ts";
import { parseXml } from "../../text/parse-xml.ts";
import { readJson } from "../../text/read-json.ts";
import { readTextFile } from "../../text/read-text-file.ts";
import type { FoundImage, FoundLabels } from "../found-labels.ts";
import { imageBeside } from "../image-beside.ts";
import { partNamed } from "../part-names.ts";
import { imagePath } from "./image-url.ts";
import { chosenAnnotation, listIn, objectIn, timeOf, type Entry } from "./label-studio-entries.ts";
import { labelStudioLabel, stateOf } from "./label-studio-results.ts";
import { valuesInConfig } from "./label-studio-config.ts";

/** The file of the labelling interface, beside the tasks. */
export const configName = "label-config.xml";

/**
 * The labels of tasks as they are imported and exported as JSON: of classes the choices, of boxes the rectangles and the
 * boxes around polygons and ellipses, of poses the keypoints. Of several annotations of a task the one that was made or
 * changed last is taken, of those that were not cancelled; a task without any is unlabelled. Classes and joints are those
 * of `label-config.xml` beside the file, where it is there; else classes are those used, and joints must be given.
 *
 * @throws with file and line where it is not JSON, and with the task where something is missing or of the wrong kind
 */
export function readLabelStudio(file: string, task: Task, asked: Skeleton | undefined): FoundLabels {
  const tasks = readJson(file);
  const shown = basename(file);
  if (!Array.isArray(tasks)) throw new Error(`${file} must hold a list of tasks; it holds none.`);
  const config = join(dirname(file), configName);
  const listed = existsSync(config) ? listedIn(config, task) : undefined;
  const skeleton = listed?.skeleton ?? asked;
  if (task === "pose" && skeleton === undefined)
    throw new Error(
      `${file} must have ${configName} beside it, with the joints of poses as KeyPointLabels; it has none: save the ` +
        `project's labelling interface there, or give the skeleton.`,
    );
  const tally: RepairTally = new Map();
  const skipped: SkippedFile[] = [];
  const counts = { several: 0, predicted: 0 };
  const images = tasks.flatMap((value, i): FoundImage[] => {
    const entry = objectIn(value, `${shown}, entry ${i + 1}`);
    const place = `${shown}, task ${typeof entry.id === "number" ? entry.id : i + 1}`;
    const { data, path } = imageIn(entry, place);
    const list = listIn(entry.annotations ?? [], `${place}, annotations`);
    const { annotation, of } = chosenAnnotation(list, place);
    if (of > 1) counts.several += 1;
    if (list.length === 0 && listIn(entry.predictions ?? [], `${place}, predictions`).length > 0)
      counts.predicted += 1;
    const results = annotation === undefined ? [] : listIn(annotation.result, `${place}, result`);
    const state = stateOf(results, data, place);
    const label =
      annotation === undefined || typeof state === "string"
        ? undefined
        : labelStudioLabel(results, { task, skeleton, place, tally });
    const reason = [state, label].find((one) => typeof one === "string");
    if (reason !== undefined) {
      skipped.push({ file: path, reason: reason as string });
      return [];
    }
    const beside = imageBeside(file, path);
    const part = partNamed(typeof data.part === "string" ? data.part : "");
    const who =
      annotation?.completed_by === undefined ? data.labelled_by : annotatorOf(annotation.completed_by);
    const at = timeOf(annotation?.updated_at ?? annotation?.created_at ?? data.labelled_at, place);
    return [
      {
        path,
        place,
        ...(state !== undefined && { stated: state as { width: number; height: number } }),
        ...(beside !== undefined && { file: beside }),
        ...(part !== undefined && { part }),
        ...(typeof who === "string" && { who }),
        ...(at !== undefined && { at }),
        ...(typeof label === "function" && { label }),
      },
    ];
  });
  return {
    classes: listed?.classes,
    ...(task === "pose" && { skeleton }),
    images,
    tally,
    notes: [
      ...(counts.several > 0
        ? [`Of tasks with several annotations the latest was taken (tasks with several: ${counts.several}).`]
        : []),
      ...(counts.predicted > 0
        ? [`Predictions are not labels and were not read (tasks with nothing else: ${counts.predicted}).`]
        : []),
    ],
    skipped,
  };
}

function listedIn(config: string, task: Task): { classes?: readonly string[]; skeleton?: Skeleton } {
  const root = parseXml(readTextFile(config), config);
  const tags = { classification: ["Choices"], detection: boxTags, pose: ["RectangleLabels"] }[task];
  const classes = valuesInConfig(root, tags);
  const joints = task === "pose" ? valuesInConfig(root, ["KeyPointLabels"]) : [];
  return {
    ...(classes.length > 0 && { classes: [...new Set(classes)] }),
    ...(joints.length > 0 && { skeleton: { joints, bones: [], mirrored: sidesByName(joints, config) } }),
  };
}

const boxTags = ["RectangleLabels", "PolygonLabels", "EllipseLabels"];

function imageIn(entry: Entry, place: string): { data: Entry; path: string } {
  if (entry.data === undefined)
    throw new Error(
      `${place}: a task must have data with the address of its image: export as JSON, not JSON-MIN.`,
    );
  const data = objectIn(entry.data, `${place}, data`);
  const texts = Object.values(data).filter((value) => typeof value === "string");
  const url =
    typeof data.image === "string" ? data.image : texts.find((text) => isImageName(imagePath(text)));
  if (url === undefined || url === "")
    throw new Error(`${place}: its data must have the address of an image, as "image"; it has none.`);
  return { data, path: imagePath(url) };
}

/** The e-mail address of who made an annotation, else the name or number. */
function annotatorOf(value: unknown): string | undefined {
  if (typeof value === "number") return `user ${value}`;
  if (typeof value !== "object" || value === null) return undefined;
  const { email, username, id } = value as Entry;
  return (
    ([email, username].find((one) => typeof one === "string" && one !== "") as string | undefined) ??
    `user ${String(id)}`
  );
}
