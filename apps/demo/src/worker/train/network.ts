import { noGrad } from "@lumbre/autograd";
import { functional as F } from "@lumbre/nn";
import { type Device, manualSeed, scope, type Tensor } from "@lumbre/tensor";
import {
  classes,
  type DatasetName,
  type DeviceInfo,
  type LayerInfo,
  type RunSettings,
  type StoredTensor,
} from "../../protocol.js";
import { imagesToTensor } from "../data/tensors.js";
import type { OpenDevice } from "../devices.js";
import { createModel, type DigitModel, describeLayers } from "../models.js";
import { loadTensor, storeTensor } from "./stored.js";

/** A model on its device, for the images of a data set. */
export class Network {
  readonly model: DigitModel;
  readonly device: Device;
  readonly deviceInfo: DeviceInfo;
  readonly dataset: DatasetName;
  readonly layers: readonly LayerInfo[];

  /** A fresh network: the seed decides its first weights, on every device. */
  constructor({ model, dropout, seed, dataset }: RunSettings, { device, info }: OpenDevice) {
    manualSeed(seed);
    this.model = createModel(model, dropout).to(device);
    this.device = device;
    this.deviceInfo = info;
    this.dataset = dataset;
    this.layers = describeLayers(this.model, device);
  }

  /** Images of bytes as the model takes them. */
  toInput(pixels: Uint8Array): Tensor {
    return imagesToTensor(pixels, this.dataset, this.device);
  }

  /** Ten probabilities for each image of bytes. */
  predict(pixels: Uint8Array): Float32Array {
    this.model.eval();
    return scope(() => noGrad(() => Float32Array.from(F.softmax(this.model(this.toInput(pixels)), 1).readSync())));
  }

  save(): Record<string, StoredTensor> {
    return Object.fromEntries(Array.from(this.model.stateDict(), ([name, tensor]) => [name, storeTensor(tensor)]));
  }

  load(stored: Readonly<Record<string, StoredTensor>>): void {
    const tensors = Object.entries(stored).map(([name, value]) => [name, loadTensor(value, this.device)] as const);
    this.model.loadStateDict(Object.fromEntries(tensors));
    for (const [, tensor] of tensors) tensor.dispose();
  }
}

/** The largest entry's index in each row of ten. */
export function argmaxRows(rows: ArrayLike<number>): number[] {
  return Array.from({ length: rows.length / classes }, (_, row) => {
    let best = 0;
    for (let k = 1; k < classes; k++) if (rows[row * classes + k] > rows[row * classes + best]) best = k;
    return best;
  });
}
