/** The rule `budget`: stop when what was set aside is spent. */

import { grouped, shortNumber } from "../strategies/shared/grouped.ts";
import { defineRule } from "./define-rule.ts";

/** Stops when as many answers were given, or as many minutes spent on them, as were set; exam labels count. */
export const budget = defineRule({
  name: "budget",
  title: "Budget spent",
  source: "What a project has set aside for labels",
  tasks: ["classification", "detection", "pose"],
  parameters: [
    {
      name: "labels",
      type: "integer",
      default: "auto",
      auto: "no limit on labels",
      min: 1,
      max: 1e9,
      help: "answers that may be given, those of the exam set included",
    },
    {
      name: "minutes",
      type: "number",
      default: "auto",
      auto: "no limit on time",
      min: 0,
      minExclusive: true,
      max: 1e7,
      help: "minutes that people may spend on answers",
    },
  ],
  advise({ labels, milliseconds, nextBatch }, params) {
    const spent: string[] = [];
    const left: string[] = [];
    const missing: string[] = [];
    const facts: Record<string, number> = { labels };
    if (params.labels !== "auto") {
      const said = `${grouped(labels)} of ${grouped(params.labels)} labels`;
      facts["labels left"] = Math.max(0, params.labels - labels);
      if (labels >= params.labels) spent.push(said);
      else
        left.push(`${said}${labels + nextBatch > params.labels ? ", fewer left than the next batch" : ""}`);
    }
    if (params.minutes !== "auto") {
      if (milliseconds === undefined) missing.push("how long the answers took is not known");
      else {
        const minutes = milliseconds / 60_000;
        const said = `${shortNumber(minutes)} of ${shortNumber(params.minutes)} minutes`;
        facts["minutes left"] = Math.max(0, params.minutes - minutes);
        (minutes >= params.minutes ? spent : left).push(said);
      }
    }
    if (spent.length > 0)
      return { stop: true, reason: `The budget is spent: ${spent.join(" and ")}.`, facts };
    const known = left.length > 0 ? `Spent so far: ${left.join(" and ")}.` : "";
    if (missing.length > 0)
      return { stop: undefined, reason: `${known} Of the time, ${missing[0]}.`.trim(), facts };
    if (left.length > 0) return { stop: false, reason: known, facts };
    return { stop: undefined, reason: "No budget is set: give labels or minutes.", facts };
  },
});
