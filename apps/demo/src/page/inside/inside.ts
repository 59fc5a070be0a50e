// The inside of the network for the digit that is shown, or the wall's first.
import { computed, effect, signal } from "@preact/signals";
import type { Inspection } from "../../protocol.js";
import { pixelsPerImage } from "../../protocol.js";
import { shown } from "../hand.js";
import { Refresher } from "../refresher.js";
import { isUnseen, phase, run, step, wall } from "../state.js";
import { worker } from "../worker.js";
import type { MapPixel } from "./window.js";

export const inspection = signal<Inspection | null>(null);

/** The pixel of the first convolution's output whose sum is shown. */
export const pointed = signal<MapPixel>({ map: 0, x: 14, y: 12 });

/** True on a narrow screen, where fewer maps stand in a row. */
export const isNarrow = signal(false);

const subject = computed(() => shown.value?.pixels ?? wall.value?.pixels.slice(0, pixelsPerImage) ?? null);

const inspector = new Refresher(async () => {
  const { value: pixels } = subject;
  if (pixels === null || run.peek() === null) return;
  const next = await worker.ask("inspect", { pixels });
  const [first] = next.layers;
  const { map, x, y } = pointed.peek();
  if (first !== undefined) {
    const [count, height, width] = first.shape;
    if (map >= count || x >= width || y >= height) pointed.value = { map: 0, x: width >> 1, y: height >> 1 };
  }
  inspection.value = next;
});

/** Looks again and again while the element is on the screen, until the function that it returns is called. */
export function watchInside(element: Element): () => void {
  const isVisible = signal(false);
  const observer = new IntersectionObserver((entries) => {
    isVisible.value = entries.at(-1)!.isIntersecting;
  });
  observer.observe(element);
  const end = effect(() => {
    void subject.value;
    void run.value;
    void phase.value;
    void step.value;
    if (isVisible.value && !isUnseen()) inspector.refresh();
  });
  const narrow = matchMedia("(max-width: 44rem)");
  const update = (): void => {
    isNarrow.value = narrow.matches;
  };
  narrow.addEventListener("change", update);
  update();
  return () => {
    observer.disconnect();
    end();
    narrow.removeEventListener("change", update);
  };
}
