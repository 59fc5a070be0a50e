import { type DType, fromTypedArray, Tensor } from "@lumbre/tensor";

/** A tensor as torch/encode.py writes it: the data is base64, floats as float32. `g`: it requires a gradient. */
export interface EncodedTensor {
  readonly t: DType;
  readonly s: readonly number[];
  readonly d: string;
  readonly g?: 1;
}

/** An argument or a result as torch/encode.py writes it. */
export type Encoded =
  | null
  | boolean
  | number
  | string
  | EncodedTensor
  | readonly Encoded[]
  | { readonly number: string }
  | { readonly float: number }
  | { readonly dtype: DType }
  | { readonly slice: readonly (number | null)[] }
  | { readonly ellipsis: 1 };

interface CommonCase {
  /** Where the callable stands: `tensor.add`, `nn.functional.pad`, `nn.Linear`. */
  readonly of: "tensor" | "functional" | "nn";
  readonly name: string;
  /** What torch's database calls it: `max/reduction_with_dim`. */
  readonly torch: string;
  readonly dtype: string;
  readonly args: readonly Encoded[];
  readonly kwargs: Readonly<Record<string, Encoded>>;
}

/** What PyTorch computed. */
export interface Computed {
  readonly out: readonly Encoded[];
  /** The gradients of everything that requires one, in the order of the arguments; of a module's parameters after them. */
  readonly grad?: readonly (EncodedTensor | null)[];
  /** The gradients of those gradients. */
  readonly grad2?: readonly (EncodedTensor | null)[];
}

/** A call with its results. */
export interface OpCase extends CommonCase, Computed {
  readonly kind: "op";
  /** What PyTorch's in-place form does with the same arguments. */
  readonly inPlace?: "same" | "error";
}

/** A call that PyTorch refuses. */
export interface ErrorCase extends CommonCase {
  readonly kind: "error";
  readonly error: string;
}

/** A layer or a loss with its state, called once. */
export interface ModuleCase extends CommonCase, Computed {
  readonly kind: "module";
  readonly train: boolean;
  readonly state: Readonly<Record<string, EncodedTensor>>;
  readonly stateAfter: Readonly<Record<string, EncodedTensor>>;
  readonly inputs: readonly Encoded[];
  readonly inputsByName: Readonly<Record<string, Encoded>>;
  /** The names of the parameters that require gradients. */
  readonly parameters: readonly string[];
}

/** One sample of torch's databases. */
export type OracleCase = OpCase | ErrorCase | ModuleCase;

/** How the tensors of a call lie in memory: row by row, or last dimension first with gaps and an offset. */
export type Layout = "dense" | "strided";

export function isTensor(value: Encoded | undefined): value is EncodedTensor {
  return typeof value === "object" && value !== null && "d" in value;
}

function isList(value: Encoded): value is readonly Encoded[] {
  return Array.isArray(value);
}

/** The elements of a tensor as torch/encode.py writes them. */
export function elements({ t, d }: EncodedTensor): Float32Array | Int32Array | Uint8Array {
  const bytes = Uint8Array.from(Buffer.from(d, "base64"));
  if (t === "float32" || t === "float64") return new Float32Array(bytes.buffer);
  return t === "int32" ? new Int32Array(bytes.buffer) : bytes;
}

function decodeTensor(encoded: EncodedTensor, layout: Layout): Tensor {
  const { t: dtype, s: shape, g } = encoded;
  const data = elements(encoded);
  const x = fromTypedArray(data, [...shape], { dtype });
  const result = layout === "strided" && shape.length > 0 ? spreadOut(x) : x;
  if (g === 1) result.requiresGrad = true;
  return result;
}

/** The same elements in memory that has the dimensions in reverse, two elements apart, amid NaN or ones. */
function spreadOut(x: Tensor): Tensor {
  const strides: number[] = [];
  let span = 2;
  for (const size of x.shape) {
    strides.push(span);
    span *= Math.max(1, size);
  }
  const filler = x.dtype.startsWith("float") ? Number.NaN : 1;
  const memory = fromTypedArray(new Float64Array(span + 1).fill(filler), [span + 1], { dtype: x.dtype });
  const view = new Tensor(memory.storage, x.shape, strides, 1);
  view.copy_(x);
  return view;
}

/** An argument as Lumbre takes it. */
export function decode(value: Encoded, layout: Layout): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isTensor(value)) return decodeTensor(value, layout);
  if (isList(value)) return value.map((element) => decode(element, layout));
  if ("number" in value) return Number(value.number);
  if ("float" in value) return value.float;
  if ("dtype" in value) return value.dtype;
  if ("slice" in value) return value.slice.map((part) => part ?? "").join(":");
  return "...";
}

/** The tensors among decoded arguments, in order. */
export function tensorsIn(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(tensorsIn);
}
