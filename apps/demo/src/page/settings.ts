import { datasetNames, deviceNames, modelNames, optimizerNames, type RunSettings, scheduleNames } from "../protocol.js";

/** More threads than these make LeNet-5 no faster. */
const usefulThreads = 4;

export const defaultSettings: RunSettings = {
  dataset: "mnist",
  model: "lenet5",
  optimizer: "adam",
  schedule: "onecycle",
  lr: 0.003,
  batchSize: 64,
  epochs: 3,
  dropout: 0,
  weightDecay: 0,
  augment: false,
  earlyStop: false,
  seed: 1,
  device: "auto",
  threads: Math.max(1, Math.min(usefulThreads, globalThis.navigator?.hardwareConcurrency ?? 1)),
  changes: [],
};

/** Bounds of the numbers, by name: smallest and largest. */
export const bounds = {
  lr: [1e-6, 10],
  batchSize: [1, 1024],
  epochs: [1, 50],
  dropout: [0, 0.9],
  weightDecay: [0, 1],
  seed: [0, 2 ** 31 - 1],
  threads: [1, 32],
} as const;

const choices = {
  dataset: datasetNames,
  model: modelNames,
  optimizer: optimizerNames,
  schedule: scheduleNames,
  device: deviceNames,
} as const;

const wholes = new Set(["batchSize", "epochs", "seed", "threads"]);

/** The settings as a query, those that are not the defaults; threads always, for the losses depend on them. */
export function settingsToQuery(settings: RunSettings): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(settings)) {
    if (name === "changes") continue;
    if (name === "threads" || name === "seed" || value !== defaultSettings[name as keyof RunSettings]) {
      query.set(name, String(value));
    }
  }
  if (settings.changes.length > 0) {
    query.set("changes", settings.changes.map(({ step, lr, schedule }) => [step, lr, schedule].join("*")).join("_"));
  }
  return query;
}

/** The settings of a query; what is unknown or out of bounds is as the defaults say. */
export function settingsFromQuery(query: URLSearchParams): RunSettings {
  const read: Record<string, unknown> = { ...defaultSettings };
  for (const [name, names] of Object.entries(choices)) {
    const value = query.get(name);
    if (value !== null && (names as readonly string[]).includes(value)) read[name] = value;
  }
  for (const [name, range] of Object.entries(bounds)) {
    const value = Number(query.get(name) ?? Number.NaN);
    if (isWithin(value, range) && (!wholes.has(name) || Number.isInteger(value))) read[name] = value;
  }
  for (const name of ["augment", "earlyStop"]) if (query.has(name)) read[name] = query.get(name) === "true";
  return { ...(read as unknown as RunSettings), changes: readChanges(query.get("changes")) };
}

const isWithin = (value: number, [low, high]: readonly [number, number]): boolean => value >= low && value <= high;

function readChanges(text: string | null): RunSettings["changes"] {
  return (text ?? "").split("_").flatMap((change) => {
    const [step, lr, name] = change.split("*");
    const schedule = scheduleNames.find((other) => other === name);
    const isValid = Number.isInteger(Number(step)) && isWithin(Number(lr), bounds.lr);
    return schedule !== undefined && isValid ? [{ step: Number(step), lr: Number(lr), schedule }] : [];
  });
}
