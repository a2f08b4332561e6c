/** The settings of a project: checked, kept as events, the images' folder relative to the project. */
import { randomUUID } from "node:crypto";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { canonicalJson } from "./database/canonical-json.ts";
import type { Database } from "./database/database.ts";
import { parseStored } from "./database/parse-stored.ts";
import { insertEvent } from "./events/event-row.ts";
import { decideDisputedAgain } from "./events/rebuild.ts";
import type { Ground } from "./ground.ts";
import type { NewProjectSettings, ProjectSettings, SettingsChange } from "./settings-contract.ts";
import { checkSettings } from "./check-settings.ts";
import { damaged } from "./database/in-words.ts";
import { refused } from "./store-error.ts";

const defaults = {
  seed: 0,
  examSize: null,
  randomShare: 0.1,
  whoRule: "most",
  network: {},
  recipe: {},
} as const;

/** The settings of a new project, with defaults for what is not said. @throws on what cannot be */
export function settingsOf(given: NewProjectSettings): ProjectSettings {
  const settings = { ...defaults, ...given };
  checkSettings(settings);
  return settings;
}

/** Writes settings as an event, inside the caller's transaction. */
export function writeSettings(
  db: Database,
  folder: string,
  settings: ProjectSettings,
  who: string,
  at: number,
): void {
  insertEvent(db, {
    id: `settings-${randomUUID()}`,
    kind: "settings",
    item: null,
    who,
    at,
    took: null,
    source: null,
    suggestion: null,
    content: canonicalJson({ ...settings, images: toStored(folder, settings.images) }),
  });
}

/** The settings as they are now, `images` absolute. */
export function readSettings({ db, folder }: Pick<Ground, "db" | "folder">): ProjectSettings {
  const row = db.get<{ content: string }>(
    "SELECT content FROM events WHERE kind = 'settings' AND kind <> 'answer' ORDER BY seq DESC LIMIT 1",
  );
  if (row === undefined) throw damaged(db.file, "its settings are gone");
  const stored = parseStored<ProjectSettings>(db, row.content);
  return { ...stored, images: resolve(folder, stored.images) };
}

/** As `Project.changeSettings`. */
export function changeSettings(
  ground: Ground,
  change: SettingsChange,
  who: string,
  at: number,
): ProjectSettings {
  return ground.write(() => {
    const before = readSettings(ground);
    for (const key of ["task", "skeleton"] as const)
      if (key in change)
        throw refused(`The ${key} of a project must stay as it is: its labels were given by it.`);
    const said = Object.entries(change).filter(([, value]) => value !== undefined);
    const after: ProjectSettings = { ...before, ...Object.fromEntries(said) };
    checkSettings(after);
    writeSettings(ground.db, ground.folder, after, who, at);
    if (after.whoRule !== before.whoRule) decideDisputedAgain(ground.db, after.whoRule);
    return readSettings(ground);
  });
}

/** Relative to the project with `/` between its parts; absolute on another drive. */
function toStored(folder: string, images: string): string {
  const path = relative(folder, resolve(images));
  return isAbsolute(path) ? path : path.split(sep).join("/") || ".";
}
