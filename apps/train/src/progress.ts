import cliProgress from "cli-progress";
import type { RunningMetrics } from "./metrics.js";

/** Shows how far an epoch is. */
export interface Progress {
  update(metrics: RunningMetrics): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere a plain line at every tenth of the epoch. */
export function createProgress(epoch: number, epochs: number, images: number, output: NodeJS.WriteStream): Progress {
  const label = `epoch ${epoch}/${epochs}`;
  return output.isTTY ? barProgress(label, images, output) : lineProgress(label, images, output);
}

function speedOf(startedAt: number, images: number): number {
  return images / Math.max((performance.now() - startedAt) / 1000, 1e-3);
}

function barProgress(label: string, images: number, output: NodeJS.WriteStream): Progress {
  const startedAt = performance.now();
  const bar = new cliProgress.SingleBar({
    stream: output,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
    format: `${label} {bar} {percentage}% {value}/{total} [{duration_formatted}<{eta_formatted}, {speed} img/s, loss={loss}, acc={acc}]`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
  });
  bar.start(images, 0, { speed: "?", loss: "?", acc: "?" });
  return {
    update: (metrics) =>
      bar.update(metrics.images, {
        speed: speedOf(startedAt, metrics.images).toFixed(0),
        loss: metrics.loss.toFixed(4),
        acc: `${(100 * metrics.accuracy).toFixed(2)}%`,
      }),
    stop: () => bar.stop(),
  };
}

function lineProgress(label: string, images: number, output: NodeJS.WriteStream): Progress {
  const startedAt = performance.now();
  let next = 0.1;
  return {
    update: (metrics) => {
      const share = metrics.images / images;
      if (share < next && share < 1) return;
      next = share + 0.1;
      const speed = speedOf(startedAt, metrics.images);
      const left = (images - metrics.images) / speed;
      output.write(
        `${label} ${Math.round(100 * share)}% ${metrics.images}/${images} loss=${metrics.loss.toFixed(4)} ` +
          `acc=${(100 * metrics.accuracy).toFixed(2)}% ${speed.toFixed(0)} img/s, ${left.toFixed(0)} s left\n`,
      );
    },
    stop: () => {},
  };
}
