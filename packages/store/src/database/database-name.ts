/** The name of the database in a project's folder. */
export const databaseName = "querent.sqlite";
