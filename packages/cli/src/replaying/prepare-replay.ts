/** Everything a replay needs before it runs, made the same way in the command and in its worker processes. */
import { checkNeeds, planReplay, subjectFor } from "@querent/replay";
import type { OpenSubject, ReplayPlan, ReplaySettings, TaskData } from "@querent/replay";

export interface PreparedReplay extends OpenSubject {
  readonly plan: ReplayPlan;
}

/** Checks the settings and makes the learner. */
export function prepareReplay(settings: ReplaySettings, data: TaskData): PreparedReplay {
  const plan = planReplay(settings, data.dataset);
  const prepared = { plan, ...subjectFor(settings, data) };
  checkNeeds(plan, prepared.subject);
  return prepared;
}
