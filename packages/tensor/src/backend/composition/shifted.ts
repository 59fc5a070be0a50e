import type { View } from "../contract.js";
import type { Composition } from "./composition.js";

/** x less the largest element of its line, so that no exponential overflows. */
export function shifted(parts: Composition, x: View, dim: number): View {
  return parts.binary("sub", x, parts.reduce("max", x, [dim]));
}
