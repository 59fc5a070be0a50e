// The messages between the page and its worker: one file, which both sides import and which imports neither.
//
// The page asks and the worker answers: Calls. The worker tells without being asked: Events. To add a feature, add an
// entry to Calls, its handler in src/worker/handlers.ts, and `await ask("name", question)` in a panel; TypeScript refuses
// a call without handler, and the other way round. Only what structured clone can copy may be sent.

export const imageSize = 28;
export const pixelsPerImage = imageSize * imageSize;
export const classes = 10;

export type Split = "train" | "test";

/** MNIST comes with the page; Fashion-MNIST is downloaded from its authors when the visitor wants it. */
export const datasetNames = ["mnist", "fashion"] as const;
export type DatasetName = (typeof datasetNames)[number];
export const modelNames = ["lenet5", "cnn", "mlp"] as const;
export type ModelName = (typeof modelNames)[number];
export const optimizerNames = ["adam", "adamw", "sgd", "rmsprop"] as const;
export type OptimizerName = (typeof optimizerNames)[number];
export const scheduleNames = ["onecycle", "cosine", "constant"] as const;
export type ScheduleName = (typeof scheduleNames)[number];
/** "auto" is SIMD with threads where the page may have them, then SIMD, then the CPU reference. */
export const deviceNames = ["auto", "threads", "simd", "gpu", "cpu"] as const;
export type DeviceName = (typeof deviceNames)[number];

/** A learning rate and a schedule from a step on. */
export interface Tuning {
  readonly lr: number;
  readonly schedule: ScheduleName;
}

/** All that a run depends on: the same settings on the same engine give the same losses. */
export interface RunSettings extends Tuning {
  readonly dataset: DatasetName;
  readonly model: ModelName;
  readonly optimizer: OptimizerName;
  readonly batchSize: number;
  readonly epochs: number;
  /** Probability of dropout before the classifier's hidden layers, 0 to 0.9. */
  readonly dropout: number;
  readonly weightDecay: number;
  /** True to turn, shift and scale the training images at random. */
  readonly augment: boolean;
  /** True to stop when the accuracy on the test images has not risen for two epochs. */
  readonly earlyStop: boolean;
  readonly seed: number;
  readonly device: DeviceName;
  /** Threads wanted on the device "threads". One and two differ in the last bits. */
  readonly threads: number;
  /** What was changed while the run went on, by step. */
  readonly changes: readonly (Tuning & { readonly step: number })[];
}

/** What this browser can do. */
export interface Abilities {
  readonly simd: boolean;
  readonly gpu: boolean;
  readonly isolated: boolean;
  readonly cores: number;
}

/** The device that really computes. */
export interface DeviceInfo {
  readonly choice: Exclude<DeviceName, "auto">;
  /** The library's own name of it. */
  readonly name: string;
  readonly threads: number;
}

/** A layer of the model, in the order in which an image passes through. */
export interface LayerInfo {
  /** Its name in the state dict: "features.0". */
  readonly name: string;
  /** Its class: "Conv2d". */
  readonly kind: string;
  readonly parameters: number;
  /** The shape of what it gives for one image, without the batch. */
  readonly output: readonly number[];
}

/** A run that is ready to go. */
export interface RunInfo {
  readonly settings: RunSettings;
  readonly device: DeviceInfo;
  readonly layers: readonly LayerInfo[];
  readonly parameters: number;
  readonly stepsPerEpoch: number;
  readonly step: number;
}

/** Images of 28 x 28 bytes, one after the other, with their labels. */
export interface Digits {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Misread digits, ten probabilities each. */
export interface Misread extends Digits {
  readonly probabilities: Float32Array;
  /** How many there are in all; fewer may have been sent. */
  readonly total: number;
}

/** The numbers of a layer's parameters in a step. */
export interface LayerNumbers {
  readonly name: string;
  /** Euclidean norm of the gradient. */
  readonly gradient: number;
  /** Euclidean norm of the update, divided by that of the weights; NaN where it was not measured. */
  readonly update: number;
}

/** One batch, looked at closely. */
export interface StepReport {
  readonly step: number;
  readonly lossBefore: number;
  /** The loss of the same batch after the update. */
  readonly lossAfter: number;
  readonly lr: number;
  readonly layers: readonly LayerNumbers[];
  /** The first images of the batch, with what the network made of them before the update. */
  readonly digits: Digits;
  readonly probabilities: Float32Array;
  /** Milliseconds of each part. */
  readonly forward: number;
  readonly backward: number;
  readonly update: number;
}

/** The steps since the last event of the kind. */
export interface Advance {
  /** The last step that was done, from 1. */
  readonly step: number;
  readonly losses: Float32Array;
  /** Share of each batch that was read right. */
  readonly accuracies: Float32Array;
  readonly lr: number;
  /** Seconds of training in all, without evaluations and pauses. */
  readonly seconds: number;
  readonly imagesPerSecond: number;
  readonly layers: readonly LayerNumbers[];
}

/** How the network does on test images. */
export interface Evaluation {
  readonly step: number;
  readonly seconds: number;
  readonly images: number;
  readonly loss: number;
  readonly accuracy: number;
  /** True when all test images were read; then there is a confusion matrix, row: true digit, column: read as. */
  readonly isFull: boolean;
  readonly confusion: readonly number[];
}

/** A tensor's values, as they are sent and stored. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type StoredValue =
  | StoredTensor
  | number
  | string
  | boolean
  | null
  | readonly StoredValue[]
  | { readonly [name: string]: StoredValue };

/** Where a run can go on from: the end of an epoch. */
export interface Checkpoint {
  readonly settings: RunSettings;
  readonly epoch: number;
  readonly step: number;
  readonly seconds: number;
  readonly accuracy: number;
  readonly model: Readonly<Record<string, StoredTensor>>;
  readonly optimizer: StoredValue;
  readonly schedule: StoredValue;
}

export type StopReason = "paused" | "finished" | "stalled" | "diverged";

/** Training has stopped. */
export interface Stopped {
  readonly reason: StopReason;
  readonly step: number;
  readonly seconds: number;
  /** The loss of the last step. */
  readonly loss: number;
  /** Epochs whose checkpoints can be gone back to. */
  readonly epochs: readonly number[];
}

/** How far the data set is loaded. */
export interface Loading {
  readonly dataset: DatasetName;
  readonly train: number;
  readonly trainTotal: number;
  readonly test: number;
  readonly testTotal: number;
  readonly bytes: number;
  readonly totalBytes: number;
  /** Parts that did not arrive, or did not match their hash. */
  readonly failed: readonly { readonly file: string; readonly reason: "network" | "hash" | "format" }[];
}

/** Why Fashion-MNIST is not there. */
export interface FashionProblem {
  readonly problem: "network" | "hash" | "format" | "missing" | "cancelled";
  readonly file: string;
  /** What the browser or the library says, in English; may be empty. */
  readonly detail: string;
}

/** What came of teaching the network ten drawn digits. */
export interface Lesson {
  /** Ten probabilities for each drawn digit, before and after. */
  readonly before: Float32Array;
  readonly after: Float32Array;
  /** Share of the test images of the first part that were read right. */
  readonly testBefore: number;
  readonly testAfter: number;
  readonly steps: number;
  /** Milliseconds of training. */
  readonly milliseconds: number;
}

/** A layer that slides a window over the image, and its feature maps for one image. */
export interface MapLayer {
  readonly name: string;
  readonly kind: string;
  /** Height and width of what it is given. */
  readonly input: readonly [number, number];
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: number;
  /** Maps, height, width. */
  readonly shape: readonly [number, number, number];
  readonly maps: Float32Array;
}

/** The inside of the network for one image. */
export interface Inspection {
  /** The image as the network gets it: normalised. */
  readonly input: Float32Array;
  /** The weights of the first layer, one after the other, and its biases. */
  readonly filters: { readonly shape: readonly [number, number, number]; readonly weights: Float32Array };
  readonly biases: Float32Array;
  /** Convolutions and poolings; none in a network without them. */
  readonly layers: readonly MapLayer[];
  /** Gradient of the winning logit with respect to each pixel. */
  readonly saliency: Float32Array;
  readonly answer: number;
  readonly milliseconds: number;
}

export const poolNames = ["none", "max", "min", "average"] as const;
export type PoolName = (typeof poolNames)[number];

/** A kernel of 3 x 3 over a grey picture, and what is made of the result. */
export interface FilterQuestion {
  readonly width: number;
  readonly height: number;
  /** A byte a pixel, row by row. */
  readonly pixels: Uint8Array;
  readonly kernel: readonly number[];
  readonly stride: number;
  readonly padding: number;
  readonly pool: PoolName;
  /** Size of the pooling window, and its stride. */
  readonly poolSize: number;
}

/** Numbers in rows and columns. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** The strings that describe a file of weights, by name. */
export type FileMetadata = Readonly<Record<string, string>>;

/** A network that was read from a file, as a run that is ready to go. */
export interface OpenedFile {
  readonly problem: null;
  readonly run: RunInfo;
  readonly metadata: FileMetadata;
}

/** Why a file is no network of ours. */
export type FileProblem =
  /** A file of `torch.save`, which only Python may unpack. */
  | { readonly problem: "pickle" }
  /** Not a whole safetensors file; the library says why, in English. */
  | { readonly problem: "format"; readonly detail: string }
  /** Weights of another network; the first of them, by name and shape. */
  | { readonly problem: "model"; readonly tensors: readonly string[] };

/** The derivative of a tensor that differs most, from backward and from differences. */
export interface GradientEntry {
  /** The index of the element in each dimension; null: all elements at once, in a random direction. */
  readonly index: readonly number[] | null;
  readonly analytical: number;
  readonly numerical: number;
  readonly relativeError: number;
}

/** What gradcheck found of a network. */
export interface GradientReport {
  readonly model: ModelName;
  /** Steps that the network was trained for. */
  readonly step: number;
  readonly passed: boolean;
  /** Test digits that went through the network. */
  readonly digits: number;
  /** The step of the differences. */
  readonly eps: number;
  readonly seconds: number;
  readonly parameters: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    /** Derivatives that were compared. */
    readonly compared: number;
    readonly worst: GradientEntry;
  }[];
}

/** What the page asks, and what the worker answers. */
export interface Calls {
  /** Comes first. The worker holds the Web Lock of that name until it is gone, and loads data below the address `data`. */
  open: Call<{ readonly lock: string | null; readonly data: string }, Abilities>;
  /** Begins to load a data set; Loading events tell how far it is. False for one that is to be downloaded first. */
  load: Call<{ readonly dataset: DatasetName }, boolean>;
  /** Downloads Fashion-MNIST, or takes it from files, and gives what is wrong; null: it is in use from here on. */
  fetchFashion: Call<{ readonly files: readonly File[] | null }, FashionProblem | null>;
  /** Ends the download. */
  cancelFashion: Call<void, void>;
  /** Loads again what has failed. */
  retry: Call<void, void>;
  /** Images by their number, of those that are there. */
  digits: Call<{ readonly split: Split; readonly indices: readonly number[] }, Digits>;
  /** Chooses the device and makes a fresh network, or that of a checkpoint. Ends the run before. */
  prepare: Call<{ readonly settings: RunSettings; readonly checkpoint?: Checkpoint | undefined }, RunInfo>;
  /** Trains until a Stopped event. */
  run: Call<void, void>;
  pause: Call<void, void>;
  /** Trains one batch. */
  step: Call<void, StepReport>;
  /** Changes learning rate and schedule from the next step on; gives the settings with the change in them. */
  tune: Call<Tuning, RunSettings>;
  /** Goes back to the checkpoint at the end of an epoch; 0 is the network before training. */
  goBack: Call<{ readonly epoch: number }, RunInfo>;
  /** Ten probabilities for each image, also while training goes on. */
  predict: Call<{ readonly pixels: Uint8Array }, Float32Array>;
  /** Trains on drawn digits, mixed with training images, for some steps; training pauses. */
  teach: Call<Digits, Lesson>;
  /** The weights as they were before the last lesson. */
  forget: Call<void, void>;
  /** Filters, feature maps and saliency for one image, also while training goes on. */
  inspect: Call<{ readonly pixels: Uint8Array }, Inspection>;
  /** A hand-made filter; needs no run. */
  filter: Call<
    FilterQuestion,
    { readonly convolved: Grid; readonly pooled: Grid | null; readonly milliseconds: number }
  >;
  /** Test images of one digit that were read as another, in the last full evaluation. */
  misread: Call<{ readonly actual: number; readonly predicted: number; readonly limit: number }, Misread>;
  /** The weights as the bytes of a safetensors file, which says what network it is. */
  saveNetwork: Call<{ readonly metadata: FileMetadata }, Uint8Array<ArrayBuffer>>;
  /** A run with the network of a safetensors file in place of the run before, which goes on if the file is a wrong one. */
  openNetwork: Call<
    { readonly settings: RunSettings; readonly bytes: Uint8Array<ArrayBuffer> },
    OpenedFile | FileProblem
  >;
  /** Compares the gradients of all parameters with differences, on a copy; takes some seconds. */
  checkGradients: Call<void, GradientReport>;
}

/** What the worker tells. */
export interface Events {
  loading: Loading;
  downloading: { readonly bytes: number; readonly totalBytes: number };
  advance: Advance;
  evaluated: Evaluation;
  checkpoint: Checkpoint;
  stopped: Stopped;
  /** Training ended with an error, which is a bug or a device that was lost. */
  failed: { readonly name: string; readonly message: string };
}

export interface Call<Question, Answer> {
  readonly question: Question;
  readonly answer: Answer;
}

export type CallName = keyof Calls;
export type EventName = keyof Events;

/** A message of the page. */
export type Ask = {
  [Name in CallName]: { readonly id: number; readonly call: Name; readonly question: Calls[Name]["question"] };
}[CallName];

/** A message of the worker: an answer, a failure to answer, or an event. */
export type Tell =
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly type: "failure"; readonly id: number; readonly name: string; readonly message: string }
  | { [Name in EventName]: { readonly type: "event"; readonly event: Name; readonly value: Events[Name] } }[EventName];
