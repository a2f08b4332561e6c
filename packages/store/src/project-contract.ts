/** A project on disk, as the other rooms see it. Plain data crosses; the handle is opened and closed. */
import type {
  AnswerEvent,
  ClassEvent,
  CurrentLabel,
  Dispute,
  LabelQuery,
  ProjectClass,
  ProjectCounts,
  StoredAnswer,
} from "./events-contract.ts";
import type { FoundFile, Item, ItemQuery, KnownFile, RecordedFiles } from "./items-contract.ts";
import type { Json } from "./json.ts";
import type {
  Claim,
  ExamItem,
  Job,
  JobEnd,
  JobState,
  Lease,
  Model,
  NewJob,
  NewModel,
  NewRound,
  NewRoundItem,
  Round,
  RoundItem,
} from "./rounds-contract.ts";
import type { ProjectSettings, SettingsChange } from "./settings-contract.ts";

export interface OpenOptions {
  /** How long a write waits for another process's write, in milliseconds (10,000). */
  readonly wait?: number;
}

/**
 * An open project. Every function is synchronous; one that writes returns when what it wrote is on disk, or throws one
 * sentence and has written nothing. (One exception: events that are in the database but could not be copied to the
 * journal are not acknowledged, and the sentence says so; sent again, they are acknowledged and not kept twice.) Two processes (or two handles) may have one project open: writes wait for each
 * other, reads wait for nobody. Iterables read a page at a time, so writing between two steps is safe.
 *
 * The current labels follow from the events by this rule:
 * 1. Each person's last answer stands; `cleared` takes it back.
 * 2. Among the standing answers that are labels, the one of most people is the label of the item; of equally many, the
 *    one that was given latest (`whoRule: "latest"`: always the latest). `skipped` and `unsure` are no labels and have
 *    no vote.
 * 3. The item is disputed while the standing labels differ, after merged classes are replaced; the order in which the
 *    boxes or poses of an image were given makes no difference.
 */
export interface Project {
  readonly folder: string; // absolute
  readonly schemaVersion: number;
  close(): void;

  /**
   * Runs `work` as one transaction: all of its writes or none. Inside, nothing is on disk yet; it is when this returns.
   * `work` must not be asynchronous. May be nested.
   */
  transaction<T>(work: () => T): T;

  settings(): ProjectSettings;
  /** Changes settings, as an event. @throws on an unknown key or a value that cannot be */
  changeSettings(change: SettingsChange, who: string, at: number): ProjectSettings;

  /**
   * Looks through the whole database, compares each event with the journal, and the labels with what the rule makes of the
   * events. @returns what is wrong, a sentence each; empty when the project is sound
   */
  check(): string[];

  // Items
  /**
   * Records files as they were found. A content that is new makes an item; a known content at a new path is the same
   * item, moved when none of its known paths is on disk any more, a duplicate otherwise; a path with another content
   * than before belongs to another item from now on.
   */
  recordFiles(files: readonly FoundFile[]): RecordedFiles;
  /** Forgets paths that are gone from disk. @returns the items that are missing from now on */
  forgetFiles(paths: readonly string[]): number[];
  /** Every known path, in order. */
  files(): Iterable<KnownFile>;
  /** Items in the order of their numbers. */
  items(query?: ItemQuery): Iterable<Item>;
  item(item: number): Item | undefined;
  itemNamed(id: string): Item | undefined;
  /** The item at a path below the folder of images. */
  itemAt(path: string): Item | undefined;
  /** The items that no file holds; their labels stay. */
  missing(): Iterable<Item>;
  setGroups(groups: Iterable<{ readonly item: number; readonly group: string | null }>): void;

  // Events
  /**
   * Keeps answers. All or none: an unknown item, class or id with other content refuses the whole call.
   * @returns the number of each event in the log; of one that was kept before, the number it has
   */
  appendAnswers(events: readonly AnswerEvent[]): number[];
  /** Adds, renames and merges classes, in order, all or none. @returns the class that each event is about */
  changeClasses(events: readonly ClassEvent[]): number[];
  /** All classes by their numbers, merged ones too. */
  classes(): ProjectClass[];
  /** The number of the latest event of any kind; 0 when there is none. */
  lastSeq(): number;
  /** The labels that stand, in the order of the items' numbers. */
  labels(query?: LabelQuery): Iterable<CurrentLabel>;
  labelledCount(): number;
  disputed(): Iterable<Dispute>;
  /** Everything that was said of an item, the oldest first, as it was said. */
  history(item: number): StoredAnswer[];
  counts(): ProjectCounts;
  /** Makes everything that follows from the events anew. */
  rebuild(): void;

  // Exam and rounds
  addToExam(items: readonly ExamItem[]): void;
  /** In the order of the ranks. */
  exam(): (ExamItem & { readonly id: string })[];
  addRound(round: NewRound, items: readonly NewRoundItem[]): void;
  /** Adds items to a round that is there. */
  addRoundItems(round: number, items: readonly NewRoundItem[]): void;
  /** Moves a round from one state to another. @returns whether it was in `from`; if not, nothing happens */
  moveRound(round: number, from: string, to: string, at: number, record?: Json): boolean;
  rounds(): Round[];
  round(number: number): Round | undefined;
  /** In the order of the ranks. */
  roundItems(round: number): RoundItem[];

  // Jobs
  /** Notes a job for later, or finds the one of that key. */
  queueJob(job: NewJob): Job;
  /**
   * Begins a job, or says why not. A job that failed or was cancelled, and one whose owner is dead (its process is gone
   * from this machine, or its lease ran out), begins anew; one that is done never does.
   * @param leaseMs how long the lease lasts without a sign of life (60,000)
   */
  claimJob(job: NewJob, leaseMs?: number): Claim;
  /** A sign of life. @returns whether the job should stop. @throws when the lease was lost to another process */
  keepJob(lease: Lease, progress: number, leaseMs?: number): { readonly cancelAsked: boolean };
  /** Ends a job. @throws when the lease was lost: then the job is another's, and nothing is written */
  finishJob(lease: Lease, end: JobEnd): Job;
  /** Asks a running job to stop, and cancels a queued one. @returns the job, undefined when there is none */
  cancelJob(key: string): Job | undefined;
  job(key: string): Job | undefined;
  jobs(query?: { readonly kind?: string; readonly state?: JobState }): Job[];

  // Models
  addModel(model: NewModel): void;
  model(id: string): Model | undefined;
  /** The oldest first. */
  models(): Model[];
}

/** What `recoverProject` brought back, and what it could not. */
export interface Recovery {
  /** Where the damaged files are kept, absolute; undefined when nothing was damaged and nothing was done. */
  readonly kept?: string;
  readonly events: number; // in the project now
  readonly fromDatabase: number; // of them read from the damaged database
  readonly fromJournal: number; // of them only in the journal
  /** What is lost, a sentence each. */
  readonly lost: readonly string[];
}
