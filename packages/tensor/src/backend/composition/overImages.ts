import type { Kernels } from "../contract.js";
import { type Composition, compose } from "./composition.js";

/** Temporaries that grow with the window have at most so many elements: 64 MB of float32, a texture of 4096 x 4096. */
const mostElements = 2 ** 24;

/** Calls `visit` for as many images at a time as fit, and gives back the memory of its temporaries after each. */
export function overImages(
  kernels: Kernels,
  batch: number,
  elementsPerImage: number,
  visit: (parts: Composition, first: number, images: number) => void,
): void {
  const most = Math.min(mostElements, kernels.maxElements ?? mostElements);
  const atOnce = Math.max(1, Math.floor(most / elementsPerImage));
  for (let first = 0; first < batch; first += atOnce) {
    compose(kernels, (parts) => visit(parts, first, Math.min(atOnce, batch - first)));
  }
}
