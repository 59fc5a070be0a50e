import type { ConvGeometry, DeviceBuffer, View } from "../contract.js";
import type { Composition } from "./composition.js";

/** The output of a convolution, or its gradient, as a view that nobody else sees. */
export function convOutput(parts: Composition, buffer: DeviceBuffer, g: ConvGeometry, { dtype }: View): View {
  return parts.view(buffer, [g.batch, g.outChannels, g.outHeight, g.outWidth], dtype);
}
