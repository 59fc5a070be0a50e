import type { DatasetName, ModelName } from "../protocol.js";
import cnn from "./cnn.py?raw";
import { forDataset } from "./forDataset.js";
import lenet5 from "./lenet5.py?raw";
import mlp from "./mlp.py?raw";

const programs: Readonly<Record<ModelName, string>> = { lenet5, cnn, mlp };

/** The PyTorch program that loads a network's file and predicts with it; it is run as it stands. */
export function programOf(model: ModelName, dataset: DatasetName): string {
  return forDataset(programs[model], dataset);
}
