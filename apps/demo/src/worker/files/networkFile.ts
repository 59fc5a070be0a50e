import { FormatError, openSafetensors, type SafetensorsFile, saveSafetensors } from "@lumbre/serialize";
import { cpu, type Tensor } from "@lumbre/tensor";
import { type FileMetadata, type FileProblem, type ModelName, modelNames, type StoredTensor } from "../../protocol.js";
import { createModel, type DigitModel } from "../models.js";
import { keepingRandomness } from "../randomness.js";
import { storeTensor } from "../train/stored.js";

/** What a file of weights holds. */
interface NetworkFile {
  readonly problem: null;
  readonly model: ModelName;
  readonly weights: Readonly<Record<string, StoredTensor>>;
  readonly metadata: FileMetadata;
}

/** Tensors that are named when a file is another network's. */
const namedTensors = 4;

/** The bytes of a safetensors file with a model's weights, by their names in the state dict. */
export function writeNetwork(model: DigitModel, name: ModelName, metadata: FileMetadata): Uint8Array<ArrayBuffer> {
  return saveSafetensors(model.stateDict(), { metadata: { ...metadata, format: "pt", model: name } });
}

/** The network in a safetensors file, written here or by PyTorch: which one it is, its tensors' names and shapes say. */
export function readNetwork(bytes: Uint8Array): NetworkFile | FileProblem {
  if (isPickle(bytes)) return { problem: "pickle" };
  try {
    return networkOf(openSafetensors(bytes, cpu));
  } catch (error) {
    if (error instanceof FormatError) return { problem: "format", detail: error.message };
    throw error;
  }
}

function networkOf(file: SafetensorsFile): NetworkFile | FileProblem {
  const tensors = new Map(file.keys().map((name) => [name, file.getTensor(name)]));
  const model = modelNames.find((name) => matches(tensors, shapesOf(name)));
  if (model === undefined) {
    const found = [...tensors].slice(0, namedTensors);
    return { problem: "model", tensors: found.map(([name, { shape }]) => `${name} [${shape.join(", ")}]`) };
  }
  const weights = Object.fromEntries(Array.from(tensors, ([name, tensor]) => [name, storeTensor(tensor)]));
  return { problem: null, model, weights, metadata: file.metadata() ?? {} };
}

/** True for a zip, as torch.save writes it today, and for a bare pickle, as it was written before. */
function isPickle(bytes: Uint8Array): boolean {
  const starts = (...wanted: number[]): boolean => wanted.every((byte, i) => bytes[i] === byte);
  return starts(0x50, 0x4b, 3, 4) || starts(0x80, 2);
}

type Shapes = ReadonlyMap<string, readonly number[]>;

function shapesOf(name: ModelName): Shapes {
  const state = keepingRandomness(() => createModel(name, 0)).stateDict();
  return new Map(Array.from(state, ([key, { shape }]) => [key, shape]));
}

function matches(tensors: ReadonlyMap<string, Tensor>, shapes: Shapes): boolean {
  if (tensors.size !== shapes.size) return false;
  return [...shapes].every(([name, shape]) => {
    const tensor = tensors.get(name);
    return tensor?.dtype.startsWith("float") === true && tensor.shape.join() === shape.join();
  });
}
