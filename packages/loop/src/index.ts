/** Rounds, jobs, oracles, the exam set and the use cases of a project. */
export {};
