import type { Outcome } from "./check.js";
import { type Encoded, elements, isTensor, type OracleCase } from "./oracleCase.js";

/** Something in which Lumbre differs from PyTorch on purpose: a row of docs/from-pytorch.md. */
export interface Difference {
  readonly pytorch: string;
  readonly lumbre: string;
  readonly why: string;
  /** True for a result that differs for this reason. */
  covers(item: OracleCase, outcome: Outcome): boolean;
}

type Kind = NonNullable<Outcome["complaint"]>["kind"];

/** Matches calls of these functions, complaints of that kind and text. */
function of(
  names: string,
  kind: Kind,
  text: RegExp = /./,
  isSuch: (item: OracleCase) => boolean = () => true,
): Difference["covers"] {
  const all = new Set(names.split(" "));
  return (item, { complaint }) =>
    all.has(item.name) && complaint?.kind === kind && text.test(complaint.text) && isSuch(item);
}

const any =
  (...covers: readonly Difference["covers"][]): Difference["covers"] =>
  (item, outcome) =>
    covers.some((isCovered) => isCovered(item, outcome));

const isIntegerCase = ({ dtype }: OracleCase): boolean => /^(int|uint|bool)/.test(dtype);
const values = ({ args, kwargs }: OracleCase): Encoded[] => [...args, ...Object.values(kwargs)];
/** True if the second tensor, as a shift, leaves the width of the database's integers. */
const leavesWidth = ({ args: [, shift], dtype }: OracleCase): boolean =>
  isTensor(shift) && elements(shift).some((bits) => bits < 0 || bits >= Number(/\d+/.exec(dtype)));
const hasHuge = ({ args: [x] }: OracleCase): boolean => isTensor(x) && elements(x).some((value) => value >= 1e4);
const isOfTwo = ({ args: [x] }: OracleCase): boolean => isTensor(x) && x.s[1] === 2;
const isWholeFloat = (value: Encoded): boolean => typeof value === "object" && value !== null && "float" in value;

/** All that differs on purpose, of what torch's databases of operators and modules try. */
export const differences: readonly Difference[] = [
  {
    pytorch: "`torch.add(2, x)`: a number first",
    lumbre: "`x.add(2)`, `x.rsub(2)`, `x.rpow(2)`",
    why: "the first argument is the tensor whose method it is, too",
    covers: of(
      "add sub subtract mul multiply div divide trueDivide floorDivide remainder pow xlogy bitwiseAnd bitwiseOr bitwiseXor " +
        "bitwiseLeftShift bitwiseRightShift",
      "refused",
      /expected a tensor, got/,
      ({ args }) => !isTensor(args[0]),
    ),
  },
  {
    pytorch: "`torch.maximum(x, 2)` throws",
    lumbre: "`x.maximum(2)`",
    why: "a number may stand for the second tensor in every elementwise function of two",
    covers: of(
      "atan2 arctan2 fmax fmin hypot maximum minimum nextafter logicalAnd logicalOr logicalXor",
      "accepted",
      /must be Tensor, not int|out of range/,
    ),
  },
  {
    pytorch: "`True` counts as the number 1: `mask + True`, `alpha=True`",
    lumbre: "`mask.add(tensor(true))`",
    why: "a boolean where a number belongs is more often a mistake in JavaScript, where arguments have no names",
    covers: (_, { complaint }) =>
      complaint?.kind === "refused" &&
      /must be a(n? \w+)? number( or a tensor)?, got (true|false)/.test(complaint.text),
  },
  {
    pytorch: "`addcmul` of integers with `value=3.14` uses 3; so do `addmm`, `scatter`, `hardtanh` and their like",
    lumbre: "the result is float32, or an error where it is written into integers",
    why: "nothing is cut off silently",
    covers: any(
      of("addcmul addcdiv addmm baddbmm", "dtype", /^float32, not (int32|uint8)/, isIntegerCase),
      of("addcmul addcdiv addmm baddbmm scatter hardtanh", "refused", /can't be cast/, isIntegerCase),
    ),
  },
  {
    pytorch:
      "uint8 takes -1 as 255 in `arange`, `threshold` and their like, and products and sums in `bilinear` and `trapezoid` wrap",
    lumbre: "an error that names a dtype that holds it; `bilinear` of uint8 is int32, `trapezoid` is that of floats",
    why: "nothing wraps silently",
    covers: any(
      (_, { complaint }) => complaint?.kind === "refused" && /(uint8|int32) holds whole numbers/.test(complaint.text),
      of("bilinear", "dtype", /^int32, not uint8/),
      of("trapezoid", "values", /./, isIntegerCase),
    ),
  },
  {
    pytorch: "`all` and `any` of uint8 are uint8",
    lumbre: "bool",
    why: "as of every other dtype",
    covers: of("all any", "dtype", /^bool, not uint8/),
  },
  {
    pytorch: "`arange(5)` is int64; `2.0` and `2` differ",
    lumbre: "`arange(5)` is float32, `2.0` is `2`",
    why: 'JavaScript has one kind of number; `{ dtype: "int32" }` makes integers',
    covers: any(
      of("arange", "dtype", /^float32, not int32/, ({ kwargs }) => kwargs.dtype === undefined),
      (item, { complaint }) =>
        values(item).some(isWholeFloat) &&
        (complaint?.kind === "dtype" ||
          (complaint?.kind === "accepted" && /must be int, not float/.test(complaint.text))),
    ),
  },
  {
    pytorch: "`linspace` and `logspace` of integers cut the ends off first, and round between",
    lumbre: "computed as of floats, then cut off",
    why: "that is what they say; PyTorch's values depend on its vectors",
    covers: of("linspace logspace", "values", /./, isIntegerCase),
  },
  {
    pytorch: "indices are int64; `arange(0, 2.5)` of int64 is [0, 1]",
    lumbre: 'int32, and `arange(0, 2.5, { dtype: "int32" })` is [0, 1, 2], as of PyTorch\'s int32',
    why: "there is no int64",
    covers: any(
      (_, { complaint }) => complaint?.kind === "accepted" && /Expected dtype int64 for index/.test(complaint.text),
      of("arange", "shape", /./, ({ dtype }) => dtype === "int64"),
    ),
  },
  {
    pytorch: "`scatter` and `scatter_add` want one dtype",
    lumbre: "what is scattered is brought to the tensor's dtype, if nothing is lost",
    why: "as in every op of two tensors",
    covers: of("scatter scatterAdd", "accepted", /Expected self.dtype to be equal to src.dtype/),
  },
  {
    pytorch: "`narrow(0, start, 2)`, `tensor_split` with tensors for numbers",
    lumbre: "`x.narrow(0, await start.item(), 2)`",
    why: "reading a tensor takes time on a GPU, and is asked for in words",
    covers: of("narrow tensorSplit", "refused", /got a tensor/),
  },
  {
    pytorch: "`avg_pool2d(x, 3, stride=[], padding=[1])`: a list of none or one for both directions",
    lumbre: "`x.avgPool2d(3, 1, 1)`",
    why: "a list has a number for each direction",
    covers: of("avgPool2d", "refused", /, or 2 of them, got \[\d?\]/),
  },
  {
    pytorch: "convolutions and average pooling of integers",
    lumbre: '`x.to("float32").avgPool2d(2)`',
    why: "hardly anyone means it: an image of bytes is converted first",
    covers: of(
      "conv1d conv2d convTranspose1d convTranspose2d avgPool1d avgPool2d",
      "refused",
      /expected (a )?float32 (or|and) float64|expected a? ?float32 or float64/,
      isIntegerCase,
    ),
  },
  {
    pytorch: "a negative `eps`; `hardtanh` with `min_val` above `max_val`",
    lumbre: "an error",
    why: "they give NaN or nonsense",
    covers: of("layerNorm groupNorm hardtanh", "refused", /eps must be|must be less than/),
  },
  {
    pytorch: "in 1.13 `softshrink(nan)` is 0, and scalars have `mT`",
    lumbre: "NaN, and an error",
    why: "as in PyTorch 2",
    covers: any(of("softshrink", "values", /NaN, not 0/), of("mT mH adjoint", "refused", /at least two dimensions/)),
  },
  {
    pytorch: "the gradient of `det` of a singular matrix, by a small change of the matrix",
    lumbre: "its cofactors",
    why: "that is the exact one, without a division by what is nearly 0",
    covers: of("det", "values", /gradient 0: element/, ({ torch }) => torch.endsWith("singular")),
  },
  {
    pytorch: '`norm(p="nuc")`',
    lumbre: "not there",
    why: 'write `linalg.matrixNorm(x, "nuc")`',
    covers: of("norm", "refused", /got "nuc"/),
  },
  {
    pytorch: "`layer_norm` of one element has a gradient of 1e-4 by rounding",
    lumbre: "0",
    why: "that is the exact one",
    covers: of("layerNorm", "values", /gradient 0: element 0: -?0, not -?0\.00012/),
  },
  {
    pytorch: "`batch_norm` of a tensor without elements may have one dimension",
    lumbre: "an error",
    why: "there is no dimension of channels",
    covers: of("batchNorm", "refused", /expected at least 2 dimensions/),
  },
  {
    pytorch: "`unique(x, sorted=False)` is in the order of a hash table",
    lumbre: "sorted in any case",
    why: "PyTorch leaves the order open, and sorts with `dim`",
    covers: of("unique", "values", /./, ({ kwargs }) => kwargs.sorted === false),
  },
  {
    pytorch: "in 1.13 `aminmax(x, dim=0, keepdim=True)` of a scalar has shape [1], with a warning",
    lumbre: "shape [], as of `amin` and `amax`",
    why: "there is no dimension to keep",
    covers: of("aminmax", "shape", /shape \[\], not \[1\]/),
  },
  {
    pytorch:
      "in 1.13 shifts by a negative number, or by the width of the integers and more, are what the processor does",
    lumbre: "all bits leave: 0, or -1 to the right of a negative number",
    why: "as in PyTorch 2; C leaves it open",
    covers: of("bitwiseLeftShift bitwiseRightShift", "values", /./, leavesWidth),
  },
  {
    pytorch: "the gradient of `logcumsumexp` of float32 next to 10,000 is wrong in the third digit",
    lumbre: "in the fourth or later",
    why: "PyTorch takes differences of logarithms there; float64 agrees with Lumbre",
    covers: of("logcumsumexp", "values", /gradient/, hasHuge),
  },
  {
    pytorch: "`polygamma(1, -2)` is 1.6e32, and `polygamma(2, inf)` is NaN",
    lumbre: "Infinity, and 0",
    why: "those are the limits: PyTorch divides by a sine that is not quite 0, and by 0",
    covers: of("polygamma", "values", /: Infinity, not \d{9,}|: 0, not NaN/),
  },
  {
    pytorch: "the gradient of `cov` of two observations to their `aweights` is 6e-5 by rounding",
    lumbre: "likewise, another one",
    why: "the exact one is 0",
    covers: of("cov", "values", /gradient 1: element \d: -?0(\.000\d+)?, not -?0(\.000\d+)?$/, isOfTwo),
  },
];

/** The difference on purpose that explains a complaint, or undefined. */
export function differenceOf(item: OracleCase, outcome: Outcome): Difference | undefined {
  return differences.find((difference) => difference.covers(item, outcome));
}
