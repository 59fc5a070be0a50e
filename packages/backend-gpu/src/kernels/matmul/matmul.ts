import type { Declining, DeviceBuffer, FusedKernels, RequiredKernels, View } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { areComputable } from "../computable.js";
import { roundUp, runSheet, runSheets, type Sheet, sheetOf } from "../sheet.js";
import { linesOfTile } from "../tile.js";
import { plainProduct } from "./plainProduct.js";
import { collectProduct, multiply, type Panels, type ProductSizes, packPanels } from "./product.js";

/** Minimum number of multiplications for packing; below it costs more than it saves. */
const leastPackedWork = 16384;
/** Fewer threads than this leave a GPU idle; the depth is then split among more. */
const fewThreads = 512;
/** A part of the depth that is worth a thread of its own. */
const leastPart = 128;
/** More texels beside each other than this are seldom possible, or wise. */
const mostPart = 4096;

interface ProductPlan {
  readonly sizes: ProductSizes;
  readonly unrolled: number;
  readonly left: Panels;
  readonly right: Panels;
  readonly sheet: Sheet;
}

function panelsOf(matrices: number, lanes: number, lines: number, sizes: ProductSizes, maxSide: number): Panels | null {
  const groups = Math.ceil(lanes / (4 * lines));
  const sheet = sheetOf(matrices * sizes.parts * groups, sizes.partDepth, lines, maxSide);
  return sheet === null ? null : { sheet, matrices, groups, lines };
}

/** How a product is computed, or null if its panels or tiles are too large for textures. */
function planProduct(a: View, b: View, maxSide: number, mostLines: number): ProductPlan | null {
  const [batch, rows, depth] = a.shape;
  const columns = b.shape[2];
  const lines = rows > 4 ? mostLines : 1;
  // Longer texts take longer to compile.
  const unrolled = depth >= 256 ? 8 : 4;
  const threads = batch * Math.ceil(rows / (4 * lines)) * Math.ceil(columns / 4);
  const wanted = Math.min(Math.ceil(fewThreads / threads), Math.floor(depth / leastPart));
  const parts = Math.max(1, wanted, Math.ceil(depth / Math.min(mostPart, maxSide)));
  const partDepth = roundUp(Math.ceil(depth / parts), unrolled);
  const sizes: ProductSizes = { batch, rows, columns, depth, parts, partDepth };
  const left = panelsOf(a.strides[0] === 0 ? 1 : batch, rows, lines, sizes, maxSide);
  const right = panelsOf(b.strides[0] === 0 ? 1 : batch, columns, 1, sizes, maxSide);
  if (left === null || right === null) return null;
  const sheet = sheetOf(batch * parts * left.groups, right.groups, 1, maxSide);
  return sheet === null ? null : { sizes, unrolled, left, right, sheet };
}

function pack(engine: Engine, x: View, lane: 1 | 2, panels: Panels, sizes: ProductSizes): DeviceBuffer {
  const { depth, parts, partDepth } = sizes;
  const constants = {
    panels,
    sizes: { depth, parts, partDepth },
    lanes: x.shape[lane],
    offset: x.offset,
    matrixStride: x.strides[0],
    laneStride: x.strides[lane],
    depthStride: x.strides[3 - lane],
  };
  return runSheet(engine, packPanels, constants, [x.buffer], panels.sheet);
}

/** `a b + bias`, row-major; with `relu` less what is negative. */
function product(engine: Engine, a: View, b: View, bias: View | null, relu: boolean): DeviceBuffer | null {
  const operands = bias === null ? [a, b] : [a, b, bias];
  if (operands.some(({ dtype }) => dtype !== "float32") || !areComputable(engine, ...operands)) return null;
  const [batch, rows, depth] = a.shape;
  const length = batch * rows * b.shape[2];
  if (length > engine.machine.driver.maxElements) return null;
  if (length === 0 || (depth === 0 && bias === null)) return engine.wrap(new Float32Array(length), "float32");
  if (depth === 0) return null;
  const plan = planProduct(a, b, engine.machine.driver.maxSide, linesOfTile(engine));
  if (plan === null) return null;
  const { sizes, left, right, sheet, unrolled } = plan;
  const panels = [pack(engine, a, 1, left, sizes), pack(engine, b, 2, right, sizes)];
  const tiles = runSheets(engine, multiply, { sizes, left, right, sheet, unrolled }, panels, sheet, 4 * left.lines);
  const place = bias === null ? null : { offset: bias.offset, stride: bias.strides[0] };
  const inputs = bias === null ? tiles : [...tiles, bias.buffer];
  const result = engine.run(collectProduct, { sizes, left, sheet, bias: place, relu }, inputs, length, "float32");
  for (const buffer of [...panels, ...tiles]) engine.free(buffer);
  return result;
}

/** A matrix as the only one of a batch. */
function alone(
  { buffer, offset, dtype }: View,
  shape: readonly [number, number],
  strides: readonly [number, number],
): View {
  return { buffer, offset, dtype, shape: [1, ...shape], strides: [0, ...strides] };
}

/** Matrix products: the factors are packed into panels of texels, tiles computed, and the tiles put in order. */
export function matmulKernels(engine: Engine): Declining<Pick<RequiredKernels & FusedKernels, "matmul" | "linear">> {
  return {
    matmul(a, b) {
      const work = a.shape[0] * a.shape[1] * a.shape[2] * b.shape[2];
      const isPlain = a.dtype !== "float32" || work < leastPackedWork;
      return isPlain ? plainProduct(engine, a, b) : product(engine, a, b, null, false);
    },
    linear(x, weight, bias, relu) {
      const [m, k] = x.shape;
      const [n] = weight.shape;
      const rows = alone(x, [m, k], [x.strides[0], x.strides[1]]);
      const columns = alone(weight, [k, n], [weight.strides[1], weight.strides[0]]);
      return product(engine, rows, columns, bias, relu);
    },
  };
}
