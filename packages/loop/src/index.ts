/** What the loop room offers: the use cases of a project, which command line and server share. */
export type { LoopContext, LoopEvent, LoopTools } from "./loop-context.ts";
export { checkImagesFolder, indexImages, type ImagesFound, type IndexOptions } from "./index-images.ts";
export { findGroups } from "./find-groups.ts";
export { nameSequences, type GroupRules } from "./group-rules.ts";
export type { GroupsFound, LargeGroup, RuleFound } from "./find-groups.ts";
export {
  learnerChoice,
  learnerSettings,
  type LearnerSettingsOfProject,
  type Provider,
} from "./learner-choice.ts";
export { importLabels, type ImportedLabels, type ImportOptions } from "./import-labels.ts";
export { readOwnLabels, type OwnLabels, type ReadLabelsOptions } from "./read-labels.ts";
export { addClasses } from "./add-classes.ts";
export { eventId } from "./event-id.ts";
export { replayData } from "./replay-data.ts";
export { embedImages, takeEmbeddings, type EmbeddedImages, type EmbedOptions } from "./embed-images.ts";
export { embeddingsOf, embeddingsSource, type EmbeddingsSource } from "./project-embeddings.ts";
export { drawExam, type ExamDraw } from "./draw-exam.ts";
export {
  currentLabels,
  livingClasses,
  projectData,
  type ProjectData,
  type ProjectDataOptions,
} from "./project-data.ts";
export { trainModel, type TrainedProject } from "./train-model.ts";
export { scoreImages, type ScoredImages, type ScoreOptions } from "./score-images.ts";
export { readPredictions, type ItemPrediction } from "./read-predictions.ts";
export { thumbnailOf } from "./thumbnails.ts";
export { chooseBatch, NothingToAsk, type BatchRequest, type ChosenBatch } from "./choose-batch.ts";
export { evaluateModel, evaluateModels, evaluationsNow, type ModelEvaluation } from "./evaluate-model.ts";
export { projectStatus, type ProjectStatus, type RoundStatus, type StatusOptions } from "./project-status.ts";
export { exportLabels, exportLosses, type ExportOptions } from "./export-labels.ts";
export { simulate, type SimulatedRound, type SimulationRequest } from "./simulate.ts";
export type { Oracle, Question } from "./oracles/oracle.ts";
export { hiddenLabels, type HiddenLabelsOptions, type OracleNoise } from "./oracles/hidden-labels.ts";
