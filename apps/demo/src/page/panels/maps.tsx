import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Paint, paintMaps } from "../inside/paint.js";
import { cornerOf, type MapPixel, pixelAt, type Tiling, tilingSize } from "../inside/window.js";
import { isDark } from "../theme.js";

/** A frame over a canvas, in its pixels. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A canvas with all maps of a layer. */
export function Maps({
  values,
  tiling,
  label,
  zoom,
  frame,
  paint = "signs",
}: {
  readonly values: Float32Array;
  readonly tiling: Tiling;
  readonly label: string;
  /** Pixels of the screen for one of a map, at most. */
  readonly zoom: number;
  readonly frame?: Frame | undefined;
  readonly paint?: Paint;
}): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, height] = tilingSize(tiling);
  const dark = isDark.value;
  // Each look brings other values; a tiling of the same size is the same.
  useLayoutEffect(() => paintMaps(canvas.current!, values, tiling, dark, paint), [values, width, height, dark, paint]);
  const percent = (part: number, whole: number): string => `${(100 * part) / whole}%`;
  return (
    <span class="mapsCanvas" style={{ maxWidth: `${width * zoom}px` }}>
      <canvas ref={canvas} width={width} height={height} role="img" aria-label={label} />
      {frame !== undefined && (
        <span
          class="frame"
          style={{
            left: percent(frame.left, width),
            top: percent(frame.top, height),
            width: percent(frame.width, width),
            height: percent(frame.height, height),
          }}
        />
      )}
    </span>
  );
}

/** The same, with a pixel to point at: by pointer, or by the arrow keys; PageUp and PageDown go to another map. */
export function PointableMaps({
  selected,
  onSelect,
  help,
  ...maps
}: Parameters<typeof Maps>[0] & {
  readonly selected: MapPixel;
  readonly onSelect: (pixel: MapPixel) => void;
  readonly help: string;
}): JSX.Element {
  const { tiling } = maps;
  const [left, top] = cornerOf(tiling, selected.map);
  const point = (event: PointerEvent & { readonly currentTarget: HTMLElement }): void => {
    const bounds = event.currentTarget.querySelector("canvas")!.getBoundingClientRect();
    const [width, height] = tilingSize(tiling);
    const u = ((event.clientX - bounds.left) / bounds.width) * width;
    const v = ((event.clientY - bounds.top) / bounds.height) * height;
    const pixel = pixelAt(tiling, u, v);
    if (pixel !== null) onSelect(pixel);
  };
  const move = (event: KeyboardEvent): void => {
    const next = neighbour(selected, event.key, tiling);
    if (next === null) return;
    event.preventDefault();
    onSelect(next);
  };
  return (
    <button
      type="button"
      class="pointable"
      aria-label={help}
      onPointerMove={point}
      onPointerDown={point}
      onKeyDown={move}
    >
      <Maps {...maps} frame={{ left: left + selected.x, top: top + selected.y, width: 1, height: 1 }} />
    </button>
  );
}

function neighbour({ map, x, y }: MapPixel, key: string, { count, width, height }: Tiling): MapPixel | null {
  const within = (value: number, size: number): number => Math.min(Math.max(value, 0), size - 1);
  switch (key) {
    case "ArrowLeft":
      return { map, x: within(x - 1, width), y };
    case "ArrowRight":
      return { map, x: within(x + 1, width), y };
    case "ArrowUp":
      return { map, x, y: within(y - 1, height) };
    case "ArrowDown":
      return { map, x, y: within(y + 1, height) };
    case "PageUp":
      return { map: within(map - 1, count), x, y };
    case "PageDown":
      return { map: within(map + 1, count), x, y };
    default:
      return null;
  }
}
