import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { words } from "../i18n/words.js";

type Component = () => JSX.Element | null;

/** A component that is loaded when it is shown for the first time, or before by `preload`. */
export function lazily(load: () => Promise<Component>): Component & { preload(): void } {
  const loaded = signal<Component | null>(null);
  const hasFailed = signal(false);
  let isLoading = false;
  function preload(): void {
    if (isLoading || loaded.peek() !== null) return;
    isLoading = true;
    hasFailed.value = false;
    load()
      .then((component) => {
        loaded.value = component;
      })
      .catch(() => {
        hasFailed.value = true;
      })
      .finally(() => {
        isLoading = false;
      });
  }
  function Lazily(): JSX.Element {
    const { common } = words.value;
    const { value: Loaded } = loaded;
    if (Loaded !== null) return <Loaded />;
    if (!hasFailed.value) {
      preload();
      return <p class="note" role="status" />;
    }
    return (
      <div class="problem" role="alert">
        <p>{common.partMissing}</p>
        <button type="button" onClick={preload}>
          {common.retry}
        </button>
      </div>
    );
  }
  return Object.assign(Lazily, { preload });
}
