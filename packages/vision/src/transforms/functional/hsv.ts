const f = Math.fround;

/** Turns red, green and blue, 0 to 1, into hue, saturation and value, in place; each step rounds as float32 does. */
export function rgbToHsv(color: Float32Array): void {
  const [r, g, b] = color;
  const most = Math.max(r, g, b);
  const least = Math.min(r, g, b);
  const isGray = most === least;
  const range = f(most - least);
  const divisor = isGray ? 1 : range;
  const red = f(f(most - r) / divisor);
  const green = f(f(most - g) / divisor);
  const blue = f(f(most - b) / divisor);
  let hue: number;
  if (most === r) hue = f(blue - green);
  else if (most === g) hue = f(f(2 + red) - blue);
  else hue = f(f(4 + green) - red);
  color[0] = f(f(hue / 6) + 1) % 1;
  color[1] = f(range / (isGray ? 1 : most));
  color[2] = most;
}

const clamp = (value: number): number => Math.min(Math.max(value, 0), 1);

/** Turns hue, saturation and value, 0 to 1, into red, green and blue, in place. */
export function hsvToRgb(color: Float32Array): void {
  const [h, s, v] = color;
  const sixth = Math.floor(f(h * 6));
  const rest = f(f(h * 6) - sixth);
  const p = clamp(f(v * f(1 - s)));
  const q = clamp(f(v * f(1 - f(s * rest))));
  const t = clamp(f(v * f(1 - f(s * f(1 - rest)))));
  const all = [
    [v, t, p],
    [q, v, p],
    [p, v, t],
    [p, q, v],
    [t, p, v],
    [v, p, q],
  ];
  // A NaN has no sixth.
  color.set(all[sixth % 6] ?? [Number.NaN, Number.NaN, Number.NaN]);
}
