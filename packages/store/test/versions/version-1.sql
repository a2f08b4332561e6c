-- A project of schema version 1, as that version wrote it.
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
INSERT INTO items (item, id, hash, bytes, width, height, grp, problem) VALUES (1, 'a.jpg', X'509b0d4641a7c3ba088ffa28559d1f57207ea980447bc1773b1d406d788386ee', 1000, 640, 480, 'dusk', NULL);
INSERT INTO items (item, id, hash, bytes, width, height, grp, problem) VALUES (2, 'b/c.jpg', X'14d0204ea3839087650c673f56c23b6fdb939d8520b4c934b6279486227216ca', 1000, 640, 480, 'dusk', NULL);
INSERT INTO items (item, id, hash, bytes, width, height, grp, problem) VALUES (3, 'd''e.jpg', X'66f1ccde19b8d2e0b0615acc8e3868314473daaea0ed6a2c7c4ec053f7c234ea', 1000, 640, 480, 'dusk', NULL);
INSERT INTO items (item, id, hash, bytes, width, height, grp, problem) VALUES (4, 'f.jpg', X'ff803d0ff8a12911111c0f901361622a368887bb343ae06086e3ed8d09b5a42b', 1000, 640, 480, 'dusk', NULL);
INSERT INTO items (item, id, hash, bytes, width, height, grp, problem) VALUES (5, 'g.jpg', X'43a462a5d80811c109c4470caa166a598f3c03b1259f8be60aba814f19b3c9dd', 1000, 640, 480, 'dusk', NULL);
CREATE TABLE files (
  path TEXT PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES items,
  mtime REAL NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO files (path, item, mtime) VALUES ('a.jpg', 1, 1699999999999.5);
INSERT INTO files (path, item, mtime) VALUES ('b/c.jpg', 2, 1699999999999.5);
INSERT INTO files (path, item, mtime) VALUES ('d''e.jpg', 3, 1699999999999.5);
INSERT INTO files (path, item, mtime) VALUES ('f.jpg', 4, 1699999999999.5);
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
INSERT INTO events (seq, id, kind, item, who, at, source, content) VALUES (1, 'settings-1', 'settings', NULL, 'querent', 1699999999000, NULL, '{"examSize":null,"images":"../images","name":"birds","network":{},"randomShare":0.1,"recipe":{},"seed":0,"task":"detection","whoRule":"most"}');
INSERT INTO events (seq, id, kind, item, who, at, source, content) VALUES (2, 'class-0', 'class', NULL, 'ann', 1700000000000, NULL, '{"class":0,"kind":"added","name":"heron"}');
INSERT INTO events (seq, id, kind, item, who, at, source, content) VALUES (3, 'class-1', 'class', NULL, 'ann', 1700000000001, NULL, '{"class":1,"kind":"added","name":"stork"}');
INSERT INTO events (seq, id, kind, item, who, at, source, content) VALUES (4, 'class-2', 'class', NULL, 'ann', 1700000000002, NULL, '{"class":2,"kind":"added","name":"crane"}');
INSERT INTO events (seq, id, kind, item, who, at, source, content) VALUES (5, 'say-1', 'answer', 1, 'voc', 1700000001001, 'file', '{"boxes":[{"class":0,"corners":[5,10,55.5,90]},{"class":1,"corners":[200,10,250.5,90]}],"kind":"boxes"}');
INSERT INTO events (seq, id, kind, item, who, at, source, content) VALUES (6, 'say-2', 'answer', 2, 'ann', 1700000001002, 'person', '{"boxes":[],"kind":"boxes"}');
INSERT INTO events (seq, id, kind, item, who, at, source, content) VALUES (7, 'say-3', 'answer', 2, 'bob', 1700000001003, 'person', '{"boxes":[{"class":2,"corners":[30,10,80.5,90]}],"kind":"boxes"}');
INSERT INTO events (seq, id, kind, item, who, at, source, content) VALUES (8, 'say-4', 'answer', 3, 'ann', 1700000001004, 'person', '{"kind":"skipped"}');
INSERT INTO events (seq, id, kind, item, who, at, source, content) VALUES (9, 'say-5', 'answer', 4, 'ann', 1700000001005, 'person', '{"boxes":[{"class":1,"corners":[7,10,57.5,90]}],"kind":"boxes"}');
INSERT INTO events (seq, id, kind, item, who, at, source, content) VALUES (10, 'say-6', 'answer', 4, 'ann', 1700000001006, 'person', '{"kind":"cleared"}');
INSERT INTO events (seq, id, kind, item, who, at, source, content) VALUES (11, 'say-7', 'answer', 5, 'bob', 1700000001007, 'person', '{"boxes":[{"class":1,"corners":[7,10,57.5,90]},{"class":2,"corners":[9,10,59.5,90]}],"kind":"boxes"}');
INSERT INTO events (seq, id, kind, item, who, at, source, content) VALUES (12, 'merge-1', 'class', NULL, 'ann', 1700000009000, NULL, '{"class":2,"into":1,"kind":"merged"}');
CREATE TABLE classes (class INTEGER PRIMARY KEY, name TEXT NOT NULL, merged_into INTEGER) STRICT;
INSERT INTO classes (class, name, merged_into) VALUES (0, 'heron', NULL);
INSERT INTO classes (class, name, merged_into) VALUES (1, 'stork', NULL);
INSERT INTO classes (class, name, merged_into) VALUES (2, 'crane', 1);
CREATE TABLE last_word (
  item INTEGER NOT NULL,
  who TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (item, who)
) STRICT, WITHOUT ROWID;
INSERT INTO last_word (item, who, seq) VALUES (1, 'voc', 5);
INSERT INTO last_word (item, who, seq) VALUES (2, 'ann', 6);
INSERT INTO last_word (item, who, seq) VALUES (2, 'bob', 7);
INSERT INTO last_word (item, who, seq) VALUES (3, 'ann', 8);
INSERT INTO last_word (item, who, seq) VALUES (5, 'bob', 11);
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
INSERT INTO standing (item, state, seq, people, disputed, skips, changed, at) VALUES (1, 'labelled', 5, 1, 0, 0, 5, 1700000001001);
INSERT INTO standing (item, state, seq, people, disputed, skips, changed, at) VALUES (2, 'labelled', 7, 2, 1, 0, 7, 1700000001003);
INSERT INTO standing (item, state, seq, people, disputed, skips, changed, at) VALUES (3, 'skipped', NULL, 0, 0, 1, 8, 1700000001004);
INSERT INTO standing (item, state, seq, people, disputed, skips, changed, at) VALUES (4, 'unlabelled', NULL, 0, 0, 0, 10, 1700000001006);
INSERT INTO standing (item, state, seq, people, disputed, skips, changed, at) VALUES (5, 'labelled', 11, 1, 0, 0, 11, 1700000001007);
CREATE TABLE exam (item INTEGER PRIMARY KEY REFERENCES items, rank INTEGER NOT NULL UNIQUE) STRICT;
INSERT INTO exam (item, rank) VALUES (5, 0);
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
INSERT INTO rounds (number, state, strategy, params, seed, record, at, changed_at) VALUES (0, 'done', 'random', '{"batch":4}', 1, 'null', 1700000000500, 1700000000500);
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
INSERT INTO round_items (round, item, rank, role, score, why) VALUES (0, 1, 0, 'initial', NULL, NULL);
INSERT INTO round_items (round, item, rank, role, score, why) VALUES (0, 3, 1, 'random', 0.5, '{"reason":"drawn"}');
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
INSERT INTO jobs (job, kind, key, params, state, pid, host, token, until, attempts, progress, result, error, created, started, finished) VALUES (1, 'train', 'train 0', '{}', 'done', NULL, NULL, NULL, NULL, 1, 1, '{"model":"m0"}', NULL, 1700000005000, 1700000005000, 1700000005000);
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
INSERT INTO models (id, path, sha256, labels, seq, settings, metrics, at) VALUES ('m0', 'models/m0.onnx', '00', 3, 9, '{}', '{"map":0.25}', 1700000010000);
CREATE INDEX files_of_item ON files (item);
CREATE INDEX events_of_item ON events (item) WHERE item IS NOT NULL;
CREATE INDEX other_events ON events (kind, seq) WHERE kind <> 'answer';
CREATE TRIGGER events_stay BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_last BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE UNIQUE INDEX living_names ON classes (name) WHERE merged_into IS NULL;
CREATE VIEW labels AS
  SELECT items.item, items.id, events.content AS answer, events.who, events.at, events.source, events.seq,
         standing.people, standing.disputed
  FROM standing JOIN items USING (item) JOIN events USING (seq);
PRAGMA application_id = 1364348500;
PRAGMA user_version = 1;
