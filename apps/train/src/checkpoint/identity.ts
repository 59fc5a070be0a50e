import type { TrainOptions } from "../options.js";

/** The options that the result of a run depends on. */
const decisive = [
  "data",
  "model",
  "seed",
  "limit",
  "augment",
  "batchSize",
  "epochs",
  "optimizer",
  "lr",
  "weightDecay",
  "labelSmoothing",
  "schedule",
  "warmup",
  "patience",
  "device",
] as const satisfies readonly (keyof TrainOptions)[];

/** What a run has to have in common with the one that wrote a checkpoint, to go on from it bit for bit. */
export type Identity = Readonly<Record<(typeof decisive)[number], string | number | boolean | null>>;

export function identityOf(options: Pick<TrainOptions, (typeof decisive)[number]>): Identity {
  // Without a schedule no step depends on how many will follow.
  const given = options.schedule === "none" ? { ...options, epochs: undefined } : options;
  return Object.fromEntries(decisive.map((name) => [name, given[name] ?? null])) as Identity;
}

/** The options in which two runs differ, as they read on the command line. */
export function differencesOf(own: Identity, saved: Readonly<Record<string, unknown>>): string[] {
  return decisive.flatMap((name) => {
    const before = saved[name] ?? null;
    return own[name] === before ? [] : [`${flagOf(name)} is ${describe(own[name])} now and was ${describe(before)}`];
  });
}

function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function describe(value: unknown): string {
  return value === null || value === false ? "not given" : value === true ? "given" : String(value);
}
