/** Adds classes to a project by their names. */
import type { Project } from "@querent/store";
import { eventId } from "./event-id.ts";
import type { LoopContext } from "./loop-context.ts";
import { livingClasses } from "./project-data.ts";

/** Adds those that are not there yet, all or none. @returns the names that were added */
export function addClasses(
  project: Project,
  { who, now }: Pick<LoopContext, "who" | "now">,
  names: readonly string[],
): string[] {
  return project.transaction(() => {
    const there = new Set(livingClasses(project).map(({ name }) => name));
    const missing = names.filter((name) => !there.has(name));
    const seq = project.lastSeq(); // a name may have been another class's before
    project.changeClasses(
      missing.map((name) => ({
        id: eventId("class", name, seq),
        who,
        at: now(),
        change: { kind: "added", name },
      })),
    );
    return missing;
  });
}
