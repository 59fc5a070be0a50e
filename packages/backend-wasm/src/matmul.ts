import type { DeviceBuffer, Kernels, View } from "@lumbre/tensor";
import type { Heap } from "./heap.js";
import { addressOf, isFloat32 } from "./operands.js";
import type { OffsetTables } from "./tables.js";
import type { Team } from "./team.js";

/** The micro-kernel's tile. */
const tile = { rows: 4, columns: 8 };
/** Multiplications that are worth waking a thread for. */
const worthSharing = 2 ** 18;
/** From so many multiplications on, twice as many pieces as threads cost nothing: each packs a factor of its own. */
const worthBalancing = 2 ** 24;

/** How one product of a batch is cut. */
interface Cut {
  readonly rows: number;
  readonly columns: number;
  readonly pieces: number;
}

/** Batched matrix products in float32. Strides go into the tables, so that transposes are never copied. */
export function matmulKernel(
  heap: Heap,
  team: Team,
  tables: OffsetTables,
  others: Pick<Kernels, "matmul">,
): Kernels["matmul"] {
  const plan = heap.allocate(16, "int32");

  /** Cuts along the longer side, so that each thread gets a piece or two of whole tiles. */
  function cut(batch: number, m: number, n: number, k: number): Cut {
    const wanted = batch * m * n * k < worthBalancing ? team.threads : 2 * team.threads;
    const most = Math.min(Math.ceil(wanted / batch), Math.ceil((m * n * k) / worthSharing));
    if (team.threads === 1 || most <= 1) return { rows: m, columns: n, pieces: 1 };
    const isByRows = m > n;
    const tiles = isByRows ? Math.ceil(m / tile.rows) : Math.ceil(n / tile.columns);
    const perPiece = Math.ceil(tiles / most);
    const pieces = Math.ceil(tiles / perPiece);
    if (pieces === 1) return { rows: m, columns: n, pieces };
    return isByRows
      ? { rows: perPiece * tile.rows, columns: n, pieces }
      : { rows: m, columns: perPiece * tile.columns, pieces };
  }

  return (a: View, b: View): DeviceBuffer => {
    if (!isFloat32(a)) return others.matmul(a, b);
    const [batch, m, k] = a.shape;
    const n = b.shape[2];
    const out = heap.allocate(batch * m * n, "float32");
    if (out.length === 0) return out;
    if (k === 0) {
      out.array.fill(0);
      return out;
    }
    tables.trim();
    const { rows, columns, pieces } = cut(batch, m, n, k);
    const fields = plan.array;
    fields[0] = m;
    fields[1] = n;
    fields[2] = k;
    fields[3] = addressOf(a);
    fields[4] = a.strides[0] * 4;
    fields[5] = tables.line(m, a.strides[1] * 4);
    fields[6] = tables.line(k, a.strides[2] * 4);
    fields[7] = addressOf(b);
    fields[8] = b.strides[0] * 4;
    fields[9] = tables.line(n, b.strides[2] * 4);
    fields[10] = tables.line(k, b.strides[1] * 4);
    fields[11] = out.address;
    fields[12] = rows;
    fields[13] = columns;
    fields[14] = pieces;
    // Products too small to share are one piece together.
    const grain =
      batch * m * n * k < worthSharing
        ? batch * pieces
        : Math.max(1, Math.floor((batch * pieces) / (4 * team.threads)));
    team.run("matmulPieces", [plan.address], batch * pieces, grain);
    return out;
  };
}
