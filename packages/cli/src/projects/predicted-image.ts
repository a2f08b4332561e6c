/** An image of a project and what a model says of it. */
import type { ItemPrediction } from "@querent/loop";
import type { Item } from "@querent/store";

export interface PredictedImage<One extends ItemPrediction = ItemPrediction> {
  readonly item: Item;
  readonly said: One;
}
