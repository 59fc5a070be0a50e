import { cpu, type DeviceBuffer, numel, type RequiredKernels, type View } from "@lumbre/tensor/backend";
import type { GpuBuffer } from "../engine/buffer.js";
import type { Engine, Kernel } from "../engine/engine.js";
import { isComputable } from "./computable.js";
import { computeElements, inDType } from "./elementwise.js";
import { coversBuffer, type Layout, mergeDims, positionOf, viewOf, withBuffer } from "./layout.js";

/** Writing to a part of a buffer: kernels cannot write where they read, so they compute all of it anew. */
interface Placing {
  readonly shape: readonly number[];
  /** Where the target's elements lie, in a buffer whose others stay as they are. */
  readonly target: Layout;
  readonly source: Layout | null;
}

/** Dimensions, the one with the largest stride first. */
function byStride({ strides }: Layout): number[] {
  return strides.map((_, d) => d).sort((a, b) => strides[b] - strides[a]);
}

/**
 * The target's whole buffer, with new elements where the target lies. A position in the buffer is taken apart by the
 * target's strides, largest first: what is left over at the end, or lies beyond a size, is an element that stays.
 */
function placing(value: (position: string) => string) {
  return ({ shape, target, source }: Placing): string => {
    const lines = [`let rest = this.thread.x - ${target.offset};`, "let isInside = rest >= 0 ? 1 : 0;"];
    for (const d of byStride(target)) {
      lines.push(`const c${d} = idiv(rest, ${target.strides[d]});`);
      lines.push(`if (c${d} >= ${shape[d]}) { isInside = 0; }`);
      lines.push(`rest = rest - c${d} * ${target.strides[d]};`);
    }
    lines.push("if (rest != 0) { isInside = 0; }", "if (isInside == 0) { return old[this.thread.x]; }");
    return `${lines.join("\n")}\nreturn ${value(source === null ? "" : positionOf(source))};`;
  };
}

const copyInto: Kernel<Placing> = {
  name: "copyInto",
  source: (constants) => `function (old, x) { ${placing((position) => `x[${position}]`)(constants)} }`,
};

const fillInto: Kernel<Placing> = {
  name: "fillInto",
  source: (constants) => `function (old, value) { ${placing(() => "value")(constants)} }`,
};

/** Writes a fresh, row-major buffer into a view, and uses it up. */
export type Writer = (target: View, result: DeviceBuffer) => void;

/** Kernels that write into views; most views cover their buffer, which then only takes over the result. */
export function createWriter(engine: Engine, { copy }: { readonly copy: RequiredKernels["copy"] }): Writer {
  return (target, result) => {
    const buffer = target.buffer as GpuBuffer;
    if (coversBuffer(target, buffer.length)) {
      engine.exchange(buffer, result as GpuBuffer);
      return;
    }
    copy(viewOf(result, target.shape, target.dtype), target);
    engine.free(result);
  };
}

/** Copying and filling. Neither may decline: what the device cannot hold is done on the host. */
export function copyingKernels(engine: Engine): Pick<RequiredKernels, "copy" | "fill"> {
  /** Puts `value` into all of a buffer; false where the device does not do it. */
  function replaceAll(target: View, source: View | number): boolean {
    const result = computeElements(engine, "p0", target.shape, [source], target.dtype);
    if (result === null) return false;
    engine.exchange(target.buffer as GpuBuffer, result as GpuBuffer);
    return true;
  }

  function replacePart(target: View, source: View | number): boolean {
    const place = placeOf(target, source);
    const { dtype, buffer } = target;
    if (place === null || ![target, source].every((operand) => isComputable(engine, operand, dtype))) return false;
    if (typeof source === "number") engine.overwrite(buffer, fillInto, place, [buffer], [source]);
    else engine.overwrite(buffer, copyInto, place, [buffer, source.buffer]);
    return true;
  }

  function write(target: View, source: View | number): boolean {
    if (numel(target.shape) === 0) return true;
    const isWhole = coversBuffer(target, (target.buffer as GpuBuffer).length);
    return isWhole ? replaceAll(target, source) : replacePart(target, source);
  }

  return {
    copy(source, target) {
      if (write(target, source)) return;
      onHost(engine, target, (view) => cpu.kernels.copy(withBuffer(source, engine.read(source.buffer)), view));
    },

    fill(target, value) {
      if (write(target, inDType(value, target.dtype))) return;
      onHost(engine, target, (view) => cpu.kernels.fill(view, value));
    },
  };
}

/** Where a target lies; null for strides by which a position cannot be taken apart, such as overlapping ones. */
function placeOf(target: View, source: View | number): Placing | null {
  const { shape, layouts } = mergeDims(target.shape, typeof source === "number" ? [target] : [target, source]);
  const [place, from = null] = layouts;
  const order = byStride(place);
  let reach = 0;
  for (const d of order.toReversed()) {
    if (place.strides[d] <= reach) return null;
    reach += (shape[d] - 1) * place.strides[d];
  }
  return { shape, target: place, source: from };
}

/** Writes to a copy of the target's memory on the host, which then replaces it. */
function onHost(engine: Engine, target: View, write: (view: View) => void): void {
  const host = engine.read(target.buffer).slice();
  write(withBuffer(target, host));
  engine.exchange(target.buffer as GpuBuffer, engine.wrap(host, target.dtype));
}
