import type { ModelName } from "../protocol.js";
import cnn from "./cnn.py?raw";
import lenet5 from "./lenet5.py?raw";
import mlp from "./mlp.py?raw";

/** The PyTorch program that loads each network's file and predicts with it; it is run as it stands. */
export const programs: Readonly<Record<ModelName, string>> = { lenet5, cnn, mlp };
