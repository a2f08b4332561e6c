/** The handle of an open project: each of its functions over one database. */
import { checkProject } from "./check-project.ts";
import { appendAnswers } from "./events/append-answers.ts";
import { changeClasses } from "./events/change-classes.ts";
import { readClasses } from "./events/class-list.ts";
import { counts } from "./events/counts.ts";
import { disputes, history, labels } from "./events/read-labels.ts";
import { rebuildAll } from "./events/rebuild.ts";
import type { Ground } from "./ground.ts";
import { files, itemBy, items } from "./items/item-row.ts";
import { forgetFiles, recordFiles } from "./items/record-files.ts";
import { setGroups } from "./items/write-item.ts";
import type { Project } from "./project-contract.ts";
import * as job from "./rounds/jobs.ts";
import * as model from "./rounds/models.ts";
import * as round from "./rounds/rounds.ts";
import { changeSettings, readSettings } from "./settings.ts";

export function projectOver(ground: Ground, schemaVersion: number): Project {
  const { db } = ground;
  return {
    folder: ground.folder,
    schemaVersion,
    close: () => db.close(),
    transaction: (work) => ground.write(work),
    settings: () => readSettings(ground),
    changeSettings: (change, who, at) => changeSettings(ground, change, who, at),
    check: () => checkProject(ground),

    recordFiles: (found) => recordFiles(ground, found),
    forgetFiles: (paths) => forgetFiles(ground, paths),
    files: () => files(ground),
    items: (query) => items(ground, query),
    item: (number) => itemBy(ground, "i.item = ?", number),
    itemNamed: (id) => itemBy(ground, "i.id = ?", id),
    itemAt: (path) => itemBy(ground, "i.item = (SELECT item FROM files WHERE path = ?)", path),
    missing: () => items(ground, { missing: true }),
    setGroups: (groups) => setGroups(ground, groups),

    appendAnswers: (events) => appendAnswers(ground, events),
    changeClasses: (events) => changeClasses(ground, events),
    classes: () => [...readClasses(db).all],
    lastSeq: () => db.get<{ seq: number }>("SELECT coalesce(max(seq), 0) AS seq FROM events")!.seq,
    labels: (query) => labels(ground, query),
    labelledCount: () =>
      db.get<{ n: number }>("SELECT count(*) AS n FROM standing WHERE state = 'labelled'")!.n,
    disputed: () => disputes(ground),
    history: (item) => history(ground, item),
    counts: () => counts(ground),
    rebuild: () => ground.write(() => rebuildAll(db, readSettings(ground))),

    addToExam: (list) => round.addToExam(ground, list),
    exam: () => round.exam(ground),
    addRound: (made, list) => round.addRound(ground, made, list),
    addRoundItems: (number, list) => round.addRoundItems(ground, number, list),
    moveRound: (number, from, to, at, record) => round.moveRound(ground, number, from, to, at, record),
    rounds: () => round.rounds(ground),
    round: (number) => round.round(ground, number),
    roundItems: (number) => round.roundItems(ground, number),

    queueJob: (made) => job.queueJob(ground, made),
    claimJob: (made, leaseMs) => job.claimJob(ground, made, leaseMs),
    keepJob: (lease, progress, leaseMs) => job.keepJob(ground, lease, progress, leaseMs),
    finishJob: (lease, end) => job.finishJob(ground, lease, end),
    cancelJob: (key) => job.cancelJob(ground, key),
    job: (key) => job.job(ground, key),
    jobs: (query) => job.jobs(ground, query),

    addModel: (made) => model.addModel(ground, made),
    model: (id) => model.model(ground, id),
    models: () => model.models(ground),
  };
}
