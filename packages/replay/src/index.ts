export { parseArm } from "./arm.ts";
export { planReplay } from "./plan.ts";
export { runReplay } from "./run-replay.ts";
export { buildReport } from "./build-report.ts";
export { reportJson } from "./report-json.ts";
export { buildTimings } from "./timings.ts";
export { estimateTime } from "./estimate-time.ts";
