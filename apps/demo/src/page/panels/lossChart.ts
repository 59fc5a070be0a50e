import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { History, Point } from "../history.js";
import { cssColor } from "../theme.js";

/** The words on a chart. */
export interface ChartWords {
  readonly trainLoss: string;
  readonly testLoss: string;
  readonly accuracy: string;
  readonly epochs: string;
}

const none: readonly Point[] = [];

/**
 * Where an accuracy stands on its axis: -log10 of the error, so that 90, 99 and 99.9 % are equally far apart and the
 * last percent can be seen.
 */
const toAxis = (accuracy: number): number => -Math.log10(Math.max(1 - accuracy, 1e-4));
const accuracyMarks = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];
const fewAccuracyMarks = [0, 0.9, 0.99, 0.999];
/** Pixels of height from which all marks fit. */
const heightForMarks = 280;

/** Training loss, test loss and test accuracy over the epochs, with the gap of the losses shaded, and the run before. */
export class LossChart {
  private readonly plot: uPlot;
  private current: History | null = null;

  constructor(
    private readonly host: HTMLElement,
    text: ChartWords,
    formatPercent: (share: number) => string,
  ) {
    this.plot = new uPlot(this.options(text, formatPercent), emptyData(), host);
  }

  draw(history: History | null, ghost: History | null): void {
    this.current = history;
    const epochs = Math.max(history?.settings.epochs ?? 1, 1);
    this.plot.setData(toData(history, ghost), false);
    this.plot.setScale("x", { min: 0, max: epochs });
  }

  resize(): void {
    this.plot.setSize(sizeOf(this.host));
  }

  destroy(): void {
    this.plot.destroy();
  }

  private options(text: ChartWords, formatPercent: (share: number) => string): uPlot.Options {
    const ink = cssColor("--ink-2");
    const line = (label: string, scale: string, stroke: string, width: number, dash: number[] = []): uPlot.Series => ({
      label,
      scale,
      stroke,
      width,
      dash,
      spanGaps: true,
      points: { show: false },
    });
    const axis = {
      stroke: ink,
      grid: { stroke: cssColor("--line"), width: 1 },
      ticks: { show: false },
      font: "12px system-ui",
    };
    const marks = (plot: uPlot): number[] => (plot.height < heightForMarks ? fewAccuracyMarks : accuracyMarks);
    return {
      ...sizeOf(this.host),
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
      scales: {
        x: { time: false },
        loss: { distr: 3, range: (_, min, max) => lossRange(min, max) },
        accuracy: { range: [toAxis(0), toAxis(0.999)] },
      },
      axes: [
        {
          ...axis,
          label: text.epochs,
          labelSize: 16,
          labelFont: "12px system-ui",
          size: 36,
          grid: { show: false },
          space: 60,
        },
        { ...axis, scale: "loss", size: 46, values: (_, values) => values.map((v) => (v === null ? "" : String(v))) },
        {
          ...axis,
          scale: "accuracy",
          side: 1,
          size: 52,
          grid: { show: false },
          stroke: cssColor("--accent-ink"),
          splits: (plot) => marks(plot).map(toAxis),
          values: (plot) => marks(plot).map(formatPercent),
        },
      ],
      series: [
        {},
        line(text.trainLoss, "loss", cssColor("--ink-2"), 1.5),
        line(text.testLoss, "loss", cssColor("--ink"), 2),
        line(text.accuracy, "accuracy", cssColor("--accent"), 2.5),
        {
          ...line(text.accuracy, "accuracy", cssColor("--accent"), 0),
          points: { show: true, size: 9, fill: cssColor("--paper"), width: 2.5 },
          paths: () => null,
        },
        line("", "loss", cssColor("--ink-3"), 1, [4, 4]),
        line("", "accuracy", cssColor("--accent-2"), 1.25, [4, 4]),
      ],
      hooks: { drawAxes: [(plot) => this.shadeGap(plot)] },
    };
  }

  /**
   * Fills from the training loss up to the test loss where that is higher. Bands of uPlot need both at each x, and here
   * they are known at different ones.
   */
  private shadeGap({ ctx, valToPos }: uPlot): void {
    const tests = samples(this.current);
    const last = tests.at(-1)?.x ?? 0;
    const lower = (this.current?.train ?? none).filter(({ x }) => x >= (tests[0]?.x ?? 0) && x <= last);
    const upper = lower.map(({ x, loss }) => ({ x, loss: Math.max(loss, lossAt(tests, x)) }));
    ctx.save();
    ctx.beginPath();
    for (const { x, loss } of [...lower, ...upper.reverse()]) {
      ctx.lineTo(valToPos(x, "x", true), valToPos(loss, "loss", true));
    }
    ctx.closePath();
    ctx.fillStyle = cssColor("--gap");
    ctx.fill();
    ctx.restore();
  }
}

/** The loss at an x between two points. */
function lossAt(points: readonly Point[], x: number): number {
  const after = points.findIndex((point) => point.x >= x);
  if (after <= 0) return points[Math.max(after, 0)].loss;
  const [a, b] = [points[after - 1], points[after]];
  return b.x === a.x ? b.loss : a.loss + ((b.loss - a.loss) * (x - a.x)) / (b.x - a.x);
}

function lossRange(min: number | null, max: number | null): [number, number] {
  const floor = 10 ** Math.floor(Math.log10(Math.max(min ?? 0.1, 1e-6)));
  return [Math.min(floor, 0.1), Math.max(max ?? 3, 3)];
}

function sizeOf(host: HTMLElement): { width: number; height: number } {
  const width = Math.max(host.clientWidth, 200);
  return { width, height: Math.round(Math.min(Math.max(width * 0.5, 220), 340)) };
}

const emptyData = (): uPlot.AlignedData => [[], [], [], [], [], [], []];

const samples = (history: History | null): readonly Point[] => history?.tests.filter(({ isFull }) => !isFull) ?? none;

/** One row of x for all lines, null where a line has no point. */
function toData(history: History | null, ghost: History | null): uPlot.AlignedData {
  const lines: [readonly Point[], (point: Point) => number][] = [
    [history?.train ?? none, ({ loss }) => loss],
    [samples(history), ({ loss }) => loss],
    // The sample as a line and all test images as points: the two differ, and a line through both would have jags.
    [samples(history), ({ accuracy }) => toAxis(accuracy)],
    [history?.tests.filter(({ isFull }) => isFull) ?? none, ({ accuracy }) => toAxis(accuracy)],
    [samples(ghost), ({ loss }) => loss],
    [samples(ghost), ({ accuracy }) => toAxis(accuracy)],
  ];
  const xs = [...new Set(lines.flatMap(([points]) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const rows = new Map(xs.map((x, i) => [x, i]));
  const columns = lines.map(([points, value]) => {
    const column = new Array<number | null>(xs.length).fill(null);
    for (const point of points) {
      const y = value(point);
      // A logarithmic axis has no place for zero, and a diverged run has no number.
      if (Number.isFinite(y) && y >= 0) column[rows.get(point.x)!] = Math.max(y, 1e-6);
    }
    return column;
  });
  return [xs, ...columns] as uPlot.AlignedData;
}
