/** The tables of a project, version by version. A step that was released is never changed: the next one is added. */

export interface SchemaStep {
  readonly sql: string;
  /** What follows from the events is made anew after this step. */
  readonly rebuild?: true;
}

/** "QRNT": tells a project's database from any other (https://sqlite.org/pragma.html#pragma_application_id). */
export const applicationId = 0x51524e54;

const first = `
CREATE TABLE items (
  item INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  bytes INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  grp TEXT,
  problem TEXT
) STRICT;
CREATE TABLE files (
  path TEXT PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES items,
  mtime REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX files_of_item ON files (item);

CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('answer', 'class', 'settings')),
  item INTEGER REFERENCES items,
  who TEXT NOT NULL,
  at INTEGER NOT NULL,
  source TEXT CHECK (source IN ('person', 'file', 'oracle')),
  content TEXT NOT NULL,
  CHECK ((kind = 'answer') = (item IS NOT NULL)),
  CHECK ((kind = 'answer') = (source IS NOT NULL))
) STRICT;
CREATE INDEX events_of_item ON events (item) WHERE item IS NOT NULL;
CREATE INDEX other_events ON events (kind, seq) WHERE kind <> 'answer';
CREATE TRIGGER events_stay BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_last BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

CREATE TABLE classes (class INTEGER PRIMARY KEY, name TEXT NOT NULL, merged_into INTEGER) STRICT;
CREATE UNIQUE INDEX living_names ON classes (name) WHERE merged_into IS NULL;
CREATE TABLE last_word (
  item INTEGER NOT NULL,
  who TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (item, who)
) STRICT, WITHOUT ROWID;
CREATE TABLE standing (
  item INTEGER PRIMARY KEY,
  state TEXT NOT NULL,
  seq INTEGER,
  people INTEGER NOT NULL,
  disputed INTEGER NOT NULL,
  skips INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE VIEW labels AS
  SELECT items.item, items.id, events.content AS answer, events.who, events.at, events.source, events.seq,
         standing.people, standing.disputed
  FROM standing JOIN items USING (item) JOIN events USING (seq);

CREATE TABLE exam (item INTEGER PRIMARY KEY REFERENCES items, rank INTEGER NOT NULL UNIQUE) STRICT;
CREATE TABLE rounds (
  number INTEGER PRIMARY KEY,
  state TEXT NOT NULL,
  strategy TEXT NOT NULL,
  params TEXT NOT NULL,
  seed INTEGER NOT NULL,
  record TEXT NOT NULL,
  at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE round_items (
  round INTEGER NOT NULL REFERENCES rounds,
  item INTEGER NOT NULL REFERENCES items,
  rank INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('pick', 'random', 'exam', 'initial')),
  score REAL,
  why TEXT,
  UNIQUE (round, item),
  UNIQUE (round, rank)
) STRICT;
CREATE TABLE jobs (
  job INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  params TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  pid INTEGER,
  host TEXT,
  token TEXT,
  until INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  progress REAL NOT NULL DEFAULT 0,
  result TEXT,
  error TEXT,
  created INTEGER NOT NULL,
  started INTEGER,
  finished INTEGER
) STRICT;
CREATE TABLE models (
  id TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  labels INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  settings TEXT NOT NULL,
  metrics TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
`;

/** Step i leads from version i to version i + 1. */
export const schemaSteps: readonly SchemaStep[] = [
  { sql: first },
  // How long an answer took, and which suggestion was shown.
  { sql: "ALTER TABLE events ADD COLUMN took REAL; ALTER TABLE events ADD COLUMN suggestion TEXT;" },
  // Counts a class without reading every label; a running job can be asked to stop.
  {
    sql: `
CREATE TABLE tallies (class INTEGER PRIMARY KEY, items INTEGER NOT NULL, objects INTEGER NOT NULL) STRICT;
ALTER TABLE jobs ADD COLUMN cancel_asked INTEGER NOT NULL DEFAULT 0;
`,
    rebuild: true,
  },
];

export const schemaVersion: number = schemaSteps.length;
