/** A project on disk: the log of label events in SQLite, its items, rounds and jobs, shards of vectors. */
export {};
