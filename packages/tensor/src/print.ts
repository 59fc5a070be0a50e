import { bind } from "./arguments/bind.js";
import { describe } from "./arguments/describe.js";
import { aBoolean, anIntegerFrom, defineKind, nullable, oneOf } from "./arguments/kinds.js";
import { defineSignature, optional, required } from "./arguments/signature.js";
import { aTensor } from "./arguments/tensorKinds.js";
import { getDefaultDevice } from "./device.js";
import { isFloat } from "./dtype.js";
import { ArgumentError, GradError, ValueError } from "./errors.js";
import { mostDims } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** How tensors print. */
export interface PrintOptions {
  /** Digits after the point, 0 to 100. At first 4. */
  readonly precision?: number;
  /** Tensors with more elements than this are summarised; Infinity: none is. At first 1000. */
  readonly threshold?: number;
  /** Elements shown at either end of a summarised dimension, >= 0. At first 3. */
  readonly edgeItems?: number;
  /** Characters in a line, >= 0 or Infinity. At first 80. */
  readonly lineWidth?: number;
  /** Settings to begin with, which the others change: as at first, with fewer digits, or without a summary. */
  readonly profile?: "default" | "short" | "full" | null;
  /** Scientific notation: always, never, or (null) where numbers differ much in size. Default null. */
  readonly sciMode?: boolean | null;
}

interface Settings {
  readonly precision: number;
  readonly threshold: number;
  readonly edgeItems: number;
  readonly lineWidth: number;
  readonly sciMode: boolean | null;
}

const defaults: Settings = { precision: 4, threshold: 1000, edgeItems: 3, lineWidth: 80, sciMode: null };

const profiles = {
  default: defaults,
  short: { ...defaults, precision: 2, edgeItems: 2 },
  full: { ...defaults, threshold: Infinity },
} as const;

let settings = defaults;

const aLimit = defineKind<number>(
  "a whole number >= 0 or Infinity",
  (value) => value === Infinity || (Number.isInteger(value) && (value as number) >= 0),
  (op, name, value) => {
    const Refusal = typeof value === "number" ? ValueError : ArgumentError;
    return new Refusal(`${op}: ${name} must be a whole number >= 0 or Infinity, got ${describe(value)}`);
  },
);
/** JavaScript writes no more digits after the point. */
const mostDigits = 100;

const aPrecision = defineKind<number>(
  `a whole number from 0 to ${mostDigits}`,
  (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= mostDigits,
  (op, name, value) => {
    const Refusal = typeof value === "number" ? ValueError : ArgumentError;
    return new Refusal(`${op}: ${name} must be a whole number from 0 to ${mostDigits}, got ${describe(value)}`);
  },
);

const setPrintOptionsSignature = defineSignature(
  "setPrintOptions",
  optional("precision", nullable(aPrecision), null),
  optional("threshold", nullable(aLimit), null),
  optional("edgeItems", nullable(anIntegerFrom(0)), null),
  optional("lineWidth", nullable(aLimit), null),
  optional("profile", nullable(oneOf("default", "short", "full")), null),
  optional("sciMode", nullable(aBoolean), null),
);
const toStringSignature = defineSignature("toString", required("x", aTensor));

/**
 * Changes how tensors print. What is left out stays as it is, but for `sciMode`, which goes back to null.
 *
 * @param precision Digits after the point, 0 to 100. At first 4.
 * @param threshold Tensors with more elements than this are summarised; Infinity: none is. At first 1000.
 * @param edgeItems Elements shown at either end of a summarised dimension, >= 0. At first 3.
 * @param lineWidth Characters in a line, >= 0 or Infinity. At first 80.
 * @param profile Settings to begin with: `"default"`, `"short"` or `"full"`.
 * @param sciMode Scientific notation: always, never, or (null) where numbers differ much in size. Default null.
 * @throws {ValueError} for numbers that are negative or no whole numbers, and for an unknown profile.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * setPrintOptions({ precision: 2 });
 * tensor([Math.PI]); // => tensor([3.14])
 * setPrintOptions({ profile: "default" });
 * tensor([Math.PI]); // => tensor([3.1416])
 * @see https://pytorch.org/docs/stable/generated/torch.set_printoptions.html
 */
export function setPrintOptions(
  precision?: number | null | PrintOptions,
  threshold?: number | null | Omit<PrintOptions, "precision">,
  edgeItems?: number | null | Omit<PrintOptions, "precision" | "threshold">,
  lineWidth?: number | null | Pick<PrintOptions, "lineWidth" | "profile" | "sciMode">,
  profile?: PrintOptions["profile"] | Pick<PrintOptions, "profile" | "sciMode">,
  sciMode?: boolean | null | Pick<PrintOptions, "sciMode">,
): void {
  const [digits, most, edge, width, base, notation] = bind(setPrintOptionsSignature, arguments);
  const from = base === null ? settings : profiles[base];
  settings = {
    precision: digits ?? from.precision,
    threshold: most ?? from.threshold,
    edgeItems: edge ?? from.edgeItems,
    lineWidth: width ?? from.lineWidth,
    sciMode: notation,
  };
}

/** Writes elements of one tensor, all in the same way and to the same width. */
interface Formatter {
  readonly width: number;
  format(value: number): string;
}

/** The elements that will be shown, which alone decide on width and notation. */
function shownElements(x: Tensor, data: ArrayLike<number>, indices: ShownIndices): number[] {
  const shown: number[] = [];
  const visit = (d: number, start: number, size: number): void => {
    if (d === x.ndim) {
      shown.push(data[start]);
      return;
    }
    const step = size / x.shape[d];
    for (const i of indices[d]) if (i !== null) visit(d + 1, start + i * step, step);
  };
  visit(0, 0, data.length);
  return shown;
}

/** For each dimension the indices that are shown; null stands for dots. */
type ShownIndices = readonly (readonly (number | null)[])[];

/** The most elements of a summary, which many small dimensions would make endless. */
const mostShown = 100_000;

function shownIndices({ shape }: Tensor, summarize: boolean): ShownIndices {
  const shown = shape.map((size) => indicesOf(size, summarize));
  let count = shown.reduce((product, indices) => product * indices.filter((i) => i !== null).length, 1);
  if (!summarize) return shown;
  for (let d = 0; d < shape.length && count > Math.max(mostShown, (2 * settings.edgeItems) ** 2); d++) {
    count /= shown[d].filter((i) => i !== null).length;
    if (shape[d] > 1) shown[d] = [0, null];
  }
  return shown;
}

function indicesOf(size: number, summarize: boolean): (number | null)[] {
  const { edgeItems } = settings;
  if (!summarize || size <= 2 * edgeItems) return Array.from({ length: size }, (_, i) => i);
  const first = Array.from({ length: edgeItems }, (_, i) => i);
  return [...first, null, ...first.map((i) => size - edgeItems + i)];
}

/** `toFixed` with halves rounded to the even digit, and a sign for -0, as Python does. */
function fixed(value: number, digits: number): string {
  const scaled = Math.abs(value) * 10 ** digits;
  const below = Math.floor(scaled);
  const isHalf = scaled - below === 0.5 && (below + 0.5) / 10 ** digits === Math.abs(value);
  const rounded = isHalf && below % 2 === 0 ? below / 10 ** digits : Math.abs(value);
  return (value < 0 || Object.is(value, -0) ? "-" : "") + rounded.toFixed(digits);
}

/** `toExponential` with two digits of exponent at least. */
function scientific(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits).split("e");
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

function special(value: number): string | null {
  if (Number.isNaN(value)) return "nan";
  if (value === Infinity) return "inf";
  return value === -Infinity ? "-inf" : null;
}

/** PyTorch's choice between `1.`, `1.0000` and `1.0000e+00`, by the finite elements that are not zero. */
function floatFormatter(values: readonly number[]): Formatter {
  const { precision, sciMode } = settings;
  const sizes = values.filter((value) => value !== 0 && Number.isFinite(value)).map(Math.abs);
  const whole = sizes.every(Number.isInteger);
  const least = sizes.reduce((a, b) => Math.min(a, b), Infinity);
  const most = sizes.reduce((a, b) => Math.max(a, b), 0);
  const spread = sizes.length > 0 && (most / least > 1000 || most > 1e8 || (!whole && least < 1e-4));
  const isScientific = sciMode ?? spread;
  const plain = (value: number): string => {
    if (isScientific) return scientific(value, precision);
    return whole ? `${fixed(value, 0)}.` : fixed(value, precision);
  };
  const counted = values.filter((value) => value !== 0 && Number.isFinite(value));
  const width = counted.reduce((most, value) => Math.max(most, plain(value).length), 1);
  return { width, format: (value) => (special(value) ?? plain(value)).padStart(width) };
}

function plainFormatter(values: readonly number[], write: (value: number) => string): Formatter {
  const width = values.reduce((most, value) => Math.max(most, write(value).length), 1);
  return { width, format: (value) => write(value).padStart(width) };
}

function createFormatter(x: Tensor, values: readonly number[]): Formatter {
  if (x.dtype === "bool") return plainFormatter(values, (value) => (value === 0 ? "False" : "True"));
  return isFloat(x.dtype) ? floatFormatter(values) : plainFormatter(values, String);
}

/** The nested brackets. `indent` is the column of the opening one. */
function formatBrackets(
  x: Tensor,
  data: ArrayLike<number>,
  formatter: Formatter,
  indices: ShownIndices,
  indent: number,
): string {
  const visit = (d: number, start: number, size: number, column: number): string => {
    if (d === x.ndim) return formatter.format(data[start]);
    const step = size / x.shape[d];
    const positions = indices[d];
    if (d === x.ndim - 1)
      return formatLine(
        positions.map((i) => (i === null ? " ..." : formatter.format(data[start + i]))),
        formatter,
        column,
      );
    const parts = positions.map((i) => (i === null ? "..." : visit(d + 1, start + i * step, step, column + 1)));
    return `[${parts.join(`,${"\n".repeat(x.ndim - d - 1)}${" ".repeat(column + 1)}`)}]`;
  };
  return visit(0, 0, data.length, indent);
}

/** The innermost dimension, broken into lines where it is too long. */
function formatLine(elements: readonly string[], formatter: Formatter, indent: number): string {
  const perLine = Math.max(1, Math.floor((settings.lineWidth - indent) / (formatter.width + 2)));
  const lines: string[] = [];
  for (let i = 0; i < elements.length; i += perLine) lines.push(elements.slice(i, i + perLine).join(", "));
  return `[${lines.join(`,\n${" ".repeat(indent + 1)}`)}]`;
}

/** What stands behind the elements: dtype, device, and how gradients flow. */
function suffixes(x: Tensor, isReadable: boolean): string[] {
  const list: string[] = [];
  const size = `size=(${x.shape.join(", ")}${x.ndim === 1 ? "," : ""})`;
  if (x.device !== getDefaultDevice()) list.push(`device='${x.device.name}'`);
  if (!isReadable || (x.numel() === 0 && x.ndim !== 1)) list.push(size);
  const isUsual = x.dtype === "float32" || (x.numel() > 0 && (x.dtype === "int32" || x.dtype === "bool"));
  if (!isUsual) list.push(`dtype=${x.dtype}`);
  const history = historyOf(x);
  if (history !== null) list.push(history);
  return list;
}

/** How gradients flow to a tensor. A view that can no longer say prints all the same, as in PyTorch. */
function historyOf(x: Tensor): string | null {
  try {
    if (x.gradFn !== null) return `grad_fn=<${x.gradFn.name}>`;
    return x.requiresGrad ? "requires_grad=True" : null;
  } catch (error) {
    if (!(error instanceof GradError)) throw error;
    return "grad_fn=<Invalid>";
  }
}

/** The tensor as PyTorch prints it. */
export function formatTensor(x: Tensor): string {
  [x] = bind(toStringSignature, arguments);
  const prefix = "tensor(";
  // Brackets of so many dimensions say nothing, and their nesting would overflow the stack.
  const isReadable =
    x.ndim <= mostDims && !x.device.isDisposed && x.device.kernels.readSync !== undefined && !x.storage.isDisposed;
  let text = prefix;
  if (!isReadable) text += "...";
  else if (x.numel() === 0) text += "[]";
  else {
    const data = x.readSync();
    const summarize = x.numel() > settings.threshold;
    const indices = shownIndices(x, summarize);
    const formatter = createFormatter(x, shownElements(x, data, indices));
    text += formatBrackets(x, data, formatter, indices, prefix.length);
  }
  let lineLength = text.length - text.lastIndexOf("\n") + 1;
  for (const suffix of suffixes(x, isReadable)) {
    if (lineLength + suffix.length + 2 > settings.lineWidth) {
      text += `,\n${" ".repeat(prefix.length)}${suffix}`;
      lineLength = prefix.length + suffix.length;
    } else {
      text += `, ${suffix}`;
      lineLength += suffix.length + 2;
    }
  }
  return `${text})`;
}
