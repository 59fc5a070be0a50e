import { bind } from "../arguments/bind.js";
import { anInteger, anIntegerFrom, nullable } from "../arguments/kinds.js";
import { defineSignature, named, optional, required } from "../arguments/signature.js";
import { aDevice, aDType } from "../arguments/tensorKinds.js";
import { type Device, getDefaultDevice } from "../device.js";
import type { DType } from "../dtype.js";
import { ValueError } from "../errors.js";
import type { Tensor } from "../tensor.js";
import { written } from "./written.js";

function indicesSignature(op: string) {
  return defineSignature(
    op,
    required("row", anIntegerFrom(0)),
    required("col", anIntegerFrom(0)),
    optional("offset", anInteger, 0),
    named("dtype", aDType, "int32"),
    named("device", nullable(aDevice), null),
  );
}

const lowerSignature = indicesSignature("trilIndices");
const upperSignature = indicesSignature("triuIndices");

/** Options of {@link trilIndices} and {@link triuIndices}. */
export interface TriangleIndicesOptions {
  /** The diagonal that bounds the triangle: 0 is the main one, positive ones lie above it. Default 0. */
  readonly offset?: number;
  /** Type of the indices. Default int32. */
  readonly dtype?: DType;
  /** Device that holds the indices. Default: the default device. */
  readonly device?: Device | null;
}

/** The most rows that are gone through. */
const mostRows = 2 ** 27;

/** Row and column of the elements between `begin` and `end` of each row, which are within the matrix. */
function indices(
  op: string,
  rows: number,
  dtype: DType,
  device: Device | null,
  begin: (row: number) => number,
  end: (row: number) => number,
): Tensor {
  if (rows > mostRows) throw new ValueError(`${op}: row must be at most ${mostRows}, got ${rows}`);
  let count = 0;
  for (let r = 0; r < rows; r++) count += Math.max(0, end(r) - begin(r));
  return written([2, count], dtype, device ?? getDefaultDevice(), (out) => {
    for (let r = 0, i = 0; r < rows; r++) {
      for (let c = begin(r); c < end(r); c++, i++) [out[i], out[count + i]] = [r, c];
    }
  });
}

/**
 * The int32 indices of the elements of a matrix on and below a diagonal: rows, and below them columns.
 *
 * Shapes: [2, number of elements].
 *
 * @param row Number of rows, >= 0.
 * @param col Number of columns, >= 0.
 * @param offset The diagonal: 0 is the main one, positive ones lie above it, negative ones below. Default 0.
 * @param options.dtype Type of the indices. Default int32.
 * @param options.device Device that holds the indices. Default: the default device.
 * @throws {ValueError} for more than 2 ** 27 rows.
 * @example
 * trilIndices(2, 2); // => tensor([[0, 1, 1],
 * //            [0, 0, 1]])
 * @see https://pytorch.org/docs/stable/generated/torch.tril_indices.html
 */
export function trilIndices(
  row: number,
  col: number,
  offset?: number | TriangleIndicesOptions,
  options?: Omit<TriangleIndicesOptions, "offset">,
): Tensor {
  const [rows, columns, diagonal, dtype, device] = bind(lowerSignature, arguments);
  return indices(
    "trilIndices",
    rows,
    dtype,
    device,
    () => 0,
    (r) => Math.min(columns, Math.max(0, r + diagonal + 1)),
  );
}

/**
 * The int32 indices of the elements of a matrix on and above a diagonal: rows, and below them columns.
 *
 * Shapes: [2, number of elements].
 *
 * @param row Number of rows, >= 0.
 * @param col Number of columns, >= 0.
 * @param offset The diagonal: 0 is the main one, positive ones lie above it, negative ones below. Default 0.
 * @param options.dtype Type of the indices. Default int32.
 * @param options.device Device that holds the indices. Default: the default device.
 * @throws {ValueError} for more than 2 ** 27 rows.
 * @example
 * triuIndices(2, 2); // => tensor([[0, 0, 1],
 * //            [0, 1, 1]])
 * @see https://pytorch.org/docs/stable/generated/torch.triu_indices.html
 */
export function triuIndices(
  row: number,
  col: number,
  offset?: number | TriangleIndicesOptions,
  options?: Omit<TriangleIndicesOptions, "offset">,
): Tensor {
  const [rows, columns, diagonal, dtype, device] = bind(upperSignature, arguments);
  return indices(
    "triuIndices",
    rows,
    dtype,
    device,
    (r) => Math.max(0, r + diagonal),
    () => columns,
  );
}
