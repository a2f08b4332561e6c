/** What the models room offers: networks, recipes, the loss prediction module, training and its report. */
export type * from "./classification/classifier-contract.ts";
export type * from "./detection/detector-contract.ts";
export type * from "./pose/pose-contract.ts";
export type * from "./training/learner-contract.ts";
export { featureNetworks, networks } from "./classification/networks/index.ts";
export { networkNamed } from "./training/network-named.ts";
export type {
  Forward,
  ForwardOptions,
  Network,
  NetworkDefinition,
  NetworkSize,
} from "./classification/networks/network.ts";
export { importedNetwork, type ImportedNetworkOptions } from "./classification/networks/imported-network.ts";
export {
  recipeNamed,
  recipes,
  type Augmentation,
  type ClassificationRecipe,
} from "./classification/recipes.ts";
export type { Recipe } from "./training/recipe.ts";
export { taskRecipe } from "./task-recipe.ts";
export { trainingPlan, type TrainingPlan } from "./training/training-plan.ts";
export { lossPredictionModule, type LossPredictionModule } from "./loss-prediction/module.ts";
export { rankingLoss } from "./loss-prediction/ranking-loss.ts";
export { squaredErrorLoss } from "./loss-prediction/squared-error-loss.ts";
export { weightLookup } from "./weights/weight-lookup.ts";
export { initialWeights } from "./weights/initial-weights.ts";
export type { Initialiser, WeightLookup, WeightSpec } from "./weights/weight-spec.ts";
export { createClassifier } from "./classification/create-classifier.ts";
export type { Compile } from "./training/compiled-steps.ts";
export { createEmbedder, type Embedder, type EmbedderSettings } from "./embedding/create-embedder.ts";
export { rankingReport, type RankingReport } from "./classification/ranking-report.ts";
export { dropoutPasses, type PassesRequest } from "./classification/dropout-passes.ts";
export { createDetector } from "./detection/create-detector.ts";
export { detectionNetworks } from "./detection/networks/index.ts";
export type {
  DetectionNetwork,
  DetectionNetworkDefinition,
  DetectionSize,
} from "./detection/networks/detection-network.ts";
export {
  detectionRecipeNamed,
  detectionRecipes,
  type BoxAugmentation,
  type DetectionRecipe,
} from "./detection/recipes.ts";
export { createPoseLearner } from "./pose/create-pose-learner.ts";
export type { PoseNetworkDefinition } from "./pose/networks/pose-network.ts";
export { paperHourglass } from "./pose/networks/paper-hourglass.ts";
export { poseNetworks } from "./pose/networks/pose-networks.ts";
export { heatMapLoss } from "./pose/heat-map-loss.ts";
export { countProducts } from "./layers/count-products.ts";
export { poseRecipeNamed, poseRecipes, type PoseAugmentation, type PoseRecipe } from "./pose/recipes.ts";
export { multiboxLoss, type MultiboxInputs } from "./detection/multibox-loss.ts";
