/** The exam set and the random share: what figures of a project rest on. */

export { examOrder, type DrawnGroup } from "./exam-order.ts";
export { examKin, examPlan } from "./exam-plan.ts";
export { examAccuracy, examFigure, type ExamFigureOptions } from "./exam-figure.ts";
export { disjointSets, type DisjointSets } from "./disjoint-sets.ts";
export {
  folderGroups,
  nameGroups,
  refuseLarge,
  timeGroups,
  type FoundGroups,
  type RefusedGroup,
} from "./file-groups.ts";
export { nearDuplicates, type NearDuplicates } from "./near-duplicates.ts";
export { interleave, type Interleaved } from "./interleave.ts";
export { mixBatch, type MixedBatch, type MixRequest } from "./mix-batch.ts";
export { spreadGroups } from "./spread-groups.ts";
export { whatMoreWouldBuy, type MoreExamLabels } from "./what-more-would-buy.ts";
