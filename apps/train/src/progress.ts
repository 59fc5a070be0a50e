import cliProgress from "cli-progress";
import type { RunningMetrics } from "./metrics.js";

/** Shows how far an epoch is. */
export interface Progress {
  update(metrics: RunningMetrics): void;
  stop(): void;
}

/**
 * A bar on a terminal; elsewhere a plain line at every tenth of the way.
 * @param done Images that were done before.
 */
export function createProgress(label: string, images: number, output: NodeJS.WriteStream, done = 0): Progress {
  return output.isTTY ? barProgress(label, images, output, done) : lineProgress(label, images, output, done);
}

/** Where and when the images began that a speed is of. */
interface Start {
  readonly done: number;
  readonly at: number;
}

function speedOf({ done, at }: Start, images: number): number {
  return (images - done) / Math.max((performance.now() - at) / 1000, 1e-3);
}

/** `75` is 75s, and `135` 2m15s. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 100 ? `${whole}s` : `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, "0")}s`;
}

/** What a line says after how far it is. */
function describe(metrics: RunningMetrics, images: number, start: Start): string {
  const speed = speedOf(start, metrics.images);
  const left = formatSeconds((images - metrics.images) / speed);
  const accuracy = (100 * metrics.accuracy).toFixed(2);
  return `${speed.toFixed(0)} img/s, ${left} left, loss ${metrics.loss.toFixed(4)}, acc ${accuracy}%`;
}

/** The columns of everything but the bar, and of the count of images, which a narrow terminal goes without. */
const textWidth = 66;
const countWidth = 12;
const fullBar = 24;

function barProgress(label: string, images: number, output: NodeJS.WriteStream, done: number): Progress {
  const start = { done, at: performance.now() };
  const hasCount = output.columns >= textWidth + countWidth + fullBar;
  const bar = new cliProgress.SingleBar({
    stream: output,
    hideCursor: true,
    clearOnComplete: true,
    format: `${label} {bar} {percentage}%${hasCount ? " {value}/{total}" : ""} {text}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: Math.min(fullBar, Math.max(3, output.columns - textWidth)),
  });
  bar.start(images, done, { text: "" });
  return {
    update: (metrics) => bar.update(metrics.images, { text: describe(metrics, images, start) }),
    stop: () => bar.stop(),
  };
}

function lineProgress(label: string, images: number, output: NodeJS.WriteStream, done: number): Progress {
  const start = { done, at: performance.now() };
  let next = done / images + 0.1;
  return {
    update: (metrics) => {
      const share = metrics.images / images;
      if (share < next && share < 1) return;
      next = share + 0.1;
      const percent = Math.round(100 * share);
      output.write(`${label} ${percent}% ${metrics.images}/${images} ${describe(metrics, images, start)}\n`);
    },
    stop: () => {},
  };
}

/** A bar on a terminal, for what is not worth a line elsewhere. */
export function createBar(label: string, images: number, output: NodeJS.WriteStream): Progress {
  return output.isTTY ? barProgress(label, images, output, 0) : { update: () => {}, stop: () => {} };
}
