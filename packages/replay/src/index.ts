/** What the replay room offers: open a data set, plan a replay, say how long it takes, run it, write its reports. */

export {
  decodeClassification,
  loadDataset,
  type ClassificationFiles,
  type LoadedDataset,
  type LoadOptions,
} from "./load-dataset.ts";
export {
  decodeDetection,
  loadDetection,
  type DetectionFiles,
  type LoadDetectionOptions,
  type LoadedDetection,
} from "./load-detection.ts";
export { loadForTask, type LoadedForTask, type TaskData } from "./load-for-task.ts";
export {
  decodePoses,
  loadPoses,
  type LoadedPoses,
  type PoseFiles,
  type LoadPosesOptions,
} from "./load-poses.ts";
export type { LoadAnnotatedOptions } from "./open-annotated.ts";
export { classificationSubject } from "./tasks/classification.ts";
export { detectionSubject } from "./tasks/detection.ts";
export { poseSubject } from "./tasks/pose.ts";
export type * from "./tasks/replay-subject.ts";
export type { ItemPicture, PictureBox } from "./tasks/item-picture.ts";
export { wordsOf, type FigureWords, type PartWords, type TaskWords } from "./tasks/task-words.ts";
export { armTitle, parseArm, type Arm } from "./arm.ts";
export { subjectFor, type LearnerChoice, type OpenSubject } from "./subject-for.ts";
export { planReplay, type ReplayPlan, type ReplaySettings } from "./plan.ts";
export { checkNeeds } from "./needs.ts";
export { inWords } from "./in-words.ts";
export {
  estimateTime,
  measureRates,
  type Measure,
  type TimeEstimate,
  type TrainingRates,
} from "./estimate-time.ts";
export { trialKeys, type TrialKeys } from "./trial-draws.ts";
export { runReplay, type ReplayRun } from "./run-replay.ts";
export { shareWork, type WorkShare } from "./share-work.ts";
export { paceOf, type ReplayPace } from "./replay-pace.ts";
export type { ReplayProgress, RoundProgress, Standing, StepProgress } from "./replay-progress.ts";
export type { FinishedRound, RankingScores, RoundRecord, Seconds, Tested } from "./round-record.ts";
export { writeReplay, type OutputDetails, type WrittenReplay } from "./write-replay.ts";
export { buildReport } from "./build-report.ts";
export { reportData, reportJson } from "./report-json.ts";
export type * from "./report-types.ts";
export { buildTimings, type Machine, type ReplayTimings } from "./timings.ts";
export { reportHtml, type ReportExtras } from "./html/report-html.ts";
export { curvePicture } from "./curve-picture.ts";
export { terminalCurves, wantsColour, type TerminalShape } from "./terminal-curves.ts";
export { headline, verdict } from "./headline.ts";
