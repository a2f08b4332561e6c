/** `querent classes`: adds, renames and merges classes. */
import { eventId, livingClasses } from "@querent/loop";
import type { ClassChange } from "@querent/store";
import type { Command } from "commander";
import { alignColumns } from "../projects/align-columns.ts";
import { exitCodes, projectCommand } from "../projects/project-command.ts";
import { withProject, type ProjectCommand, type ProjectOptions } from "../projects/with-project.ts";
import { UsageError } from "../terminal/errors.ts";
import { listOption } from "../terminal/parse-option.ts";

const help = `
A class keeps its number for ever, so renaming and merging change no label that was given: labels of
a merged class count as labels of the one it was merged into. A class that is there is not added again,
nor one merged again into the same.

Examples:
  querent classes proj
  querent classes proj --add van,bus
  querent classes proj --rename vann=van
  querent classes proj --merge van=car

${exitCodes}`;

interface Options extends ProjectOptions {
  readonly add?: string[];
  readonly rename?: string;
  readonly merge?: string;
}

export function addClassesCommand(program: Command): void {
  projectCommand(program, "classes", "List, add, rename and merge classes.")
    .option("--add <list>", "names, separated by commas", listOption("--add"))
    .option("--rename <old=new>", "another name for a class")
    .option("--merge <class=into>", "labels of the first count as the second's")
    .addHelpText("after", help)
    .action((folder: string, options: Options) =>
      withProject(folder, options, async (command) => {
        keep(command, changesOf(command, options));
        const { project, output } = command;
        const counts = new Map(project.counts().classes.map((one) => [one.class, one]));
        const rows: string[][] = [];
        for (const { class: number, name } of livingClasses(project))
          rows.push([name, String(counts.get(number)?.items ?? 0), String(counts.get(number)?.objects ?? 0)]);
        output.say(rows.length === 0 ? "No classes yet." : alignColumns(["class", "images", "labels"], rows));
        output.emit({ event: "classes", classes: project.classes() });
      }),
    );
}

/** Keeps all of the changes or none. */
function keep({ project, context }: ProjectCommand, changes: readonly ClassChange[]): void {
  const { who, now } = context;
  const seq = project.lastSeq();
  project.changeClasses(
    changes.map((change, at) => ({ id: eventId("class", change, seq, at), who, at: now(), change })),
  );
}

function changesOf({ project }: ProjectCommand, { add = [], rename, merge }: Options): ClassChange[] {
  const numberOf = (name: string): number => {
    const living = livingClasses(project);
    const found = living.find((one) => one.name === name);
    if (found !== undefined) return found.class;
    throw new Error(
      `The project has no class "${name}"; it has ${living.map((one) => one.name).join(", ") || "none"}.`,
    );
  };
  const there = new Set(livingClasses(project).map(({ name }) => name));
  const changes: ClassChange[] = add
    .filter((name) => !there.has(name))
    .map((name) => ({ kind: "added", name }));
  if (rename !== undefined) {
    const [old, name] = pairOf("--rename", rename);
    changes.push({ kind: "renamed", class: numberOf(old), name });
  }
  if (merge !== undefined) {
    const [from, into] = pairOf("--merge", merge);
    const target = numberOf(into);
    const isDone = project.classes().some(({ name, mergedInto }) => name === from && mergedInto === target);
    if (there.has(from) || !isDone) changes.push({ kind: "merged", class: numberOf(from), into: target });
  }
  return changes;
}

function pairOf(option: string, text: string): [string, string] {
  const [left, right, ...rest] = text.split("=").map((part) => part.trim());
  if (left === right) throw new UsageError(`${option} must be two different names; got "${left}" twice.`);
  if (left === "" || right === undefined || right === "" || rest.length > 0)
    throw new UsageError(`${option} must be two names with = between them; got "${text}".`);
  return [left, right];
}
