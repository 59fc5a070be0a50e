// The page of hand-made filters: what is chosen, and what comes of it.
import { computed, effect, signal } from "@preact/signals";
import { type Calls, classes, imageSize, type PoolName } from "../../protocol.js";
import photo from "../assets/chelsea.jpg";
import { choices } from "../hand.js";
import { Refresher } from "../refresher.js";
import { abilities } from "../state.js";
import { worker } from "../worker.js";
import { type Picture, readPicture } from "./picture.js";

export const sourceNames = ["photo", "digit", "own"] as const;
export type SourceName = (typeof sourceNames)[number];

/** Kernels by name, row by row. */
export const presets = {
  horizontal: [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  vertical: [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  all: [-1, -1, -1, -1, 8, -1, -1, -1, -1],
  blur: new Array<number>(9).fill(1 / 9),
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
  identity: [0, 0, 0, 0, 1, 0, 0, 0, 0],
} as const satisfies Record<string, readonly number[]>;

export const presetNames = Object.keys(presets) as (keyof typeof presets)[];

export const source = signal<SourceName>("photo");
export const kernel = signal<readonly number[]>(presets.horizontal);
export const stride = signal(1);
export const padding = signal(0);
export const pool = signal<PoolName>("none");
export const poolSize = signal(2);
export const fileFailed = signal(false);

const digit = signal({ label: 3, turn: 0 });
const photograph = signal<Picture | null>(null);
const own = signal<Picture | null>(null);

/** The name of the kernel that is set; "own" where it has none. */
export const preset = computed(
  () => presetNames.find((name) => presets[name].every((weight, i) => weight === kernel.value[i])) ?? "own",
);

export const digitLabel = computed(() => digit.value.label);

const digitPicture = computed((): Picture | null => {
  const { value: digits } = choices;
  if (digits === null) return null;
  const { label, turn } = digit.value;
  const indices = [...digits.labels.keys()].filter((i) => digits.labels[i] === label);
  const size = imageSize * imageSize;
  const start = indices[turn % indices.length] * size;
  return { width: imageSize, height: imageSize, pixels: digits.pixels.slice(start, start + size) };
});

export const picture = computed(() => ({ photo: photograph, digit: digitPicture, own })[source.value].value);

interface Filtered {
  readonly question: Calls["filter"]["question"];
  readonly answer: Calls["filter"]["answer"];
}

/** The last result, with what was asked, so that both belong together on the page. */
export const filtered = signal<Filtered | null>(null);

const question = computed((): Filtered["question"] | null => {
  const { value } = picture;
  if (value === null) return null;
  return {
    ...value,
    kernel: kernel.value,
    stride: stride.value,
    padding: padding.value,
    pool: pool.value,
    poolSize: poolSize.value,
  };
});

const asker = new Refresher(async () => {
  const { value: asked } = question;
  if (asked !== null) filtered.value = { question: asked, answer: await worker.ask("filter", asked) };
});

/** Filters anew whenever something changes, until the function that it returns is called. */
export function watchFilters(): () => void {
  if (photograph.peek() === null) void loadPhoto();
  return effect(() => {
    if (question.value !== null && abilities.value !== null) asker.refresh();
  });
}

async function loadPhoto(): Promise<void> {
  photograph.value = await readPicture(await (await fetch(photo)).blob());
}

export function chooseDigit(label: number): void {
  digit.value = { label: Math.min(Math.max(label, 0), classes - 1), turn: 0 };
}

export function anotherDigit(): void {
  digit.value = { ...digit.value, turn: digit.value.turn + 1 };
}

export async function openFile(file: Blob): Promise<void> {
  try {
    own.value = await readPicture(file);
    fileFailed.value = false;
  } catch {
    fileFailed.value = true;
  }
}
