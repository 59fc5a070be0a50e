import {
  type Declining,
  type DeviceBuffer,
  type FusedKernels,
  itemSize,
  type Kernels,
  type View,
} from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressIn, isRowMajor } from "../engine/operands.js";
import { Plan } from "../engine/plan.js";
import { MR, NR } from "../generated/constants.js";
import { linearPlan } from "../generated/layouts.js";

/** Multiplications that are worth waking a thread for. */
const worthSharing = 2 ** 18;
/** The minimum multiplications for twice as many pieces as threads: each packs a factor of its own. */
const worthBalancing = 2 ** 24;

/** The maximum rows of the first factor for which dot products are faster than packing the second one, and the depths from which on they are. */
const fewRows = [
  { rows: 4, depth: 0 },
  { rows: 8, depth: 64 },
  { rows: 16, depth: 512 },
] as const;

/** True if dot products of so many rows, over such a depth, are faster than packing the other factor. */
export function isFewRows(rows: number, depth: number): boolean {
  return fewRows.some((few) => rows <= few.rows && depth >= few.depth);
}

/** The columns of dot products that a thread takes at a time, in pairs. */
export function shareOfColumns(m: number, n: number, k: number, threads: number): number {
  return m * n * k < worthSharing ? n : 2 * Math.ceil(n / (4 * threads));
}

/** How one product of a batch is cut. */
interface Cut {
  readonly rows: number;
  readonly columns: number;
  readonly pieces: number;
}

/** The dtypes that are multiplied in vectors, and their kernels. */
const kernelsOf = {
  float32: { pieces: "matmulPieces", linear: "linearPieces", dots: "dotRows" },
  float64: { pieces: "matmulDoublePieces", linear: "linearDoublePieces", dots: "dotDoubleRows" },
} as const;

/** One product, or a batch of them; strides are bytes. */
interface Product {
  readonly dtype: keyof typeof kernelsOf;
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Where the factors lie, and the bytes from one product's to the next one's, along the rows and along the depth. */
  readonly a: number;
  readonly aSteps: readonly [batch: number, rows: number, depth: number];
  readonly b: number;
  readonly bSteps: readonly [batch: number, columns: number, depth: number];
}

type Matmul = Pick<Kernels, "matmul">;

/** Batched matrix products in float32 and float64. Strides go into the tables, so that transposes are never copied. */
export function matmulKernels({
  heap,
  team,
  tables,
  copier,
  reference,
}: Engine): Matmul & Declining<Pick<FusedKernels, "linear">> {
  const plan = new Plan(heap, linearPlan);

  /** Cuts along the longer side, so that each thread gets a piece or two of whole tiles. */
  function cut(batch: number, m: number, n: number, k: number): Cut {
    const wanted = batch * m * n * k < worthBalancing ? team.threads : 2 * team.threads;
    const most = Math.min(Math.ceil(wanted / batch), Math.ceil((m * n * k) / worthSharing));
    if (team.threads === 1 || most <= 1) return { rows: m, columns: n, pieces: 1 };
    const isByRows = m > n;
    const tiles = isByRows ? Math.ceil(m / MR) : Math.ceil(n / NR);
    const perPiece = Math.ceil(tiles / most);
    const pieces = Math.ceil(tiles / perPiece);
    if (pieces === 1) return { rows: m, columns: n, pieces };
    return isByRows ? { rows: perPiece * MR, columns: n, pieces } : { rows: m, columns: perPiece * NR, pieces };
  }

  /** Runs a kernel that writes a batch of products to `target`. The bias and the ReLU are for linear layers alone. */
  function run(
    kernel: "pieces" | "linear",
    { dtype, batch, m, n, k, a, aSteps, b, bSteps }: Product,
    target: number,
    bias: number,
    relu: boolean,
  ): void {
    tables.trim();
    const { rows, columns, pieces } = cut(batch, m, n, k);
    const address = plan.write({
      m,
      n,
      k,
      a,
      aBatch: aSteps[0],
      aLanes: tables.line(m, aSteps[1]),
      aDepths: tables.line(k, aSteps[2]),
      b,
      bBatch: bSteps[0],
      bLanes: tables.line(n, bSteps[1]),
      bDepths: tables.line(k, bSteps[2]),
      c: target,
      pieceRows: rows,
      pieceColumns: columns,
      pieces,
      bias,
      relu: Number(relu),
    });
    // Products too small to share are one piece together.
    const grain =
      batch * m * n * k < worthSharing
        ? batch * pieces
        : Math.max(1, Math.floor((batch * pieces) / (4 * team.threads)));
    team.run(kernelsOf[dtype][kernel], [address], batch * pieces, grain);
  }

  /** A product of few rows, where both factors have the depth's elements side by side. False for reference. */
  function runDots(
    { dtype, batch, m, n, k, a, aSteps, b, bSteps }: Product,
    bias: number,
    relu: boolean,
    out: number,
  ): boolean {
    const size = itemSize(dtype);
    if (batch !== 1 || aSteps[2] !== size || bSteps[2] !== size) return false;
    if (!isFewRows(m, k)) return false;
    const grain = shareOfColumns(m, n, k, team.threads);
    team.run(kernelsOf[dtype].dots, [m, n, k, a, aSteps[1], b, bSteps[1], bias, Number(relu), out], n, grain);
    return true;
  }

  function matmul(a: View, b: View): DeviceBuffer {
    const { dtype } = a;
    if (dtype !== "float32" && dtype !== "float64") return reference.matmul(a, b);
    const size = itemSize(dtype);
    const [batch, m, k] = a.shape;
    const n = b.shape[2];
    const out = heap.allocate(batch * m * n, dtype);
    if (k === 0) out.array.fill(0);
    if (out.length === 0 || k === 0) return out;
    const aSteps = [a.strides[0] * size, a.strides[1] * size, a.strides[2] * size] as const;
    const bSteps = [b.strides[0] * size, b.strides[2] * size, b.strides[1] * size] as const;
    const product = { dtype, batch, m, n, k, a: addressIn(a), aSteps, b: addressIn(b), bSteps };
    if (!runDots(product, 0, false, out.address)) run("pieces", product, out.address, 0, false);
    return out;
  }

  function linear(x: View, weight: View, bias: View | null, relu: boolean): DeviceBuffer | null {
    const { dtype } = x;
    if (dtype !== "float32" && dtype !== "float64") return null;
    const size = itemSize(dtype);
    const [m, k] = x.shape;
    const [n] = weight.shape;
    const out = heap.allocate(m * n, dtype);
    if (k === 0 && bias === null) out.array.fill(0);
    if (out.length === 0 || (k === 0 && bias === null)) return out;
    const copy = bias === null || isRowMajor(bias) ? null : copier.rowMajor(bias);
    const added = copy?.address ?? (bias === null ? 0 : addressIn(bias));
    const aSteps = [0, x.strides[0] * size, x.strides[1] * size] as const;
    const bSteps = [0, weight.strides[0] * size, weight.strides[1] * size] as const;
    const product = { dtype, batch: 1, m, n, k, a: addressIn(x), aSteps, b: addressIn(weight), bSteps };
    if (!runDots(product, added, relu, out.address)) {
      run("linear", product, out.address, added, relu);
    }
    if (copy !== null) heap.release(copy);
    return out;
  }

  return { matmul, linear };
}
