/** Models that were trained in a project. */
import { canonicalJson } from "../database/canonical-json.ts";
import type { Ground } from "../ground.ts";
import type { Model, NewModel } from "../rounds-contract.ts";
import { refused } from "../store-error.ts";

interface ModelRow extends Omit<Model, "settings" | "metrics"> {
  readonly settings: string;
  readonly metrics: string;
}

/** As `Project.addModel`. */
export function addModel(ground: Ground, model: NewModel): void {
  const { id, path, sha256, labels, seq, settings, metrics, at } = model;
  ground.write(() => {
    const { changes } = ground.db.run(
      "INSERT INTO models (id, path, sha256, labels, seq, settings, metrics, at) " +
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
      id,
      path,
      sha256,
      labels,
      seq,
      canonicalJson(settings),
      canonicalJson(metrics),
      at,
    );
    if (changes === 0) throw refused(`A model's id must be its own; "${id}" is there already.`);
  });
}

/** As `Project.model`. */
export function model({ db }: Ground, id: string): Model | undefined {
  const row = db.get<ModelRow>("SELECT * FROM models WHERE id = ?", id);
  return row === undefined ? undefined : toModel(row);
}

/** As `Project.models`. */
export function models({ db }: Ground): Model[] {
  return db.all<ModelRow>("SELECT * FROM models ORDER BY at, rowid").map(toModel);
}

function toModel({ settings, metrics, ...row }: ModelRow): Model {
  return { ...row, settings: JSON.parse(settings), metrics: JSON.parse(metrics) };
}
