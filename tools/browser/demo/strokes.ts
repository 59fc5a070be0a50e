import type { DemoPage } from "./demoPage.js";

type Point = readonly [x: number, y: number];

const circle: readonly Point[] = Array.from({ length: 25 }, (_, i) => {
  const angle = (i / 24) * 2 * Math.PI - 1.4;
  return [0.5 + 0.22 * Math.cos(angle), 0.5 + 0.34 * Math.sin(angle)];
});

/** Points in the unit square, two numbers each: "50 15" is x 0.5, y 0.15. */
function stroke(points: string): readonly Point[] {
  return points.split(", ").map((point): Point => {
    const [x, y] = point.split(" ").map((percent) => Number(percent) / 100);
    return [x, y];
  });
}

/** The ten digits, as one may write them. */
const digits: readonly (readonly (readonly Point[])[])[] = [
  [circle],
  [stroke("50 15, 50 85")],
  [stroke("30 30, 38 18, 55 15, 68 25, 66 42, 50 60, 30 82, 50 80, 72 82")],
  [stroke("32 20, 50 14, 66 24, 62 42, 46 48, 64 55, 70 70, 58 84, 40 85, 30 77")],
  [stroke("35 15, 28 50, 70 50"), stroke("64 15, 62 88")],
  [stroke("68 16, 38 16, 35 45, 55 42, 68 55, 66 74, 50 85, 32 78")],
  [stroke("60 14, 42 35, 34 62, 42 82, 58 84, 66 68, 56 54, 38 60")],
  [stroke("30 18, 70 18, 55 50, 45 86")],
  [stroke("62 25, 50 15, 38 26, 50 46, 64 66, 52 85, 38 70, 50 48, 62 25")],
  [stroke("64 30, 50 16, 36 28, 42 45, 60 42, 64 30, 62 60, 56 86")],
];

/** Draws a digit on the pad with the mouse, turned by an angle in radians. */
export async function draw({ page }: DemoPage, digit: number, angle = 0): Promise<void> {
  const pad = page.locator('[data-test="pad"]');
  await pad.scrollIntoViewIfNeeded();
  const { x: left, y: top, width, height } = (await pad.boundingBox())!;
  const move = ([x, y]: Point, steps: number): Promise<void> => {
    const [u, v] = [x - 0.5, y - 0.5];
    const turnedX = 0.5 + Math.cos(angle) * u - Math.sin(angle) * v;
    const turnedY = 0.5 + Math.sin(angle) * u + Math.cos(angle) * v;
    return page.mouse.move(left + turnedX * width, top + turnedY * height, { steps });
  };
  for (const points of digits[digit]) {
    await move(points[0], 1);
    await page.mouse.down();
    for (const point of points.slice(1)) await move(point, 4);
    await page.mouse.up();
  }
}
