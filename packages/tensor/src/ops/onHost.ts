import type { Kernels, View } from "../backend/contract.js";
import { rowMajorView } from "../backend/views.js";
import type { TypedArray } from "../dtype.js";
import { DeviceError } from "../errors.js";
import { numel } from "../shape.js";

/**
 * The elements of a view in row-major order, for ops that are computed on the host. They must not be written to.
 * @throws {DeviceError} on a device that answers only with `await`.
 */
export function elementsOf(op: string, kernels: Kernels, x: View): TypedArray {
  if (kernels.readSync === undefined) {
    throw new DeviceError(
      `${op}: is computed on the host, which cannot read this device at once; make a tensor on the cpu of await x.read()`,
    );
  }
  const buffer = kernels.allocate(numel(x.shape), x.dtype);
  kernels.copy(x, rowMajorView(buffer, x.shape, x.dtype));
  const data = kernels.readSync(buffer).slice();
  kernels.free(buffer);
  return data;
}
