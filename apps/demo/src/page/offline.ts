// The service worker's other half: asks for it, reloads once for its headers, and offers updates.
import { effect, signal } from "@preact/signals";
import { loading, phase, run } from "./state.js";

/** False while developing, where there is no service worker. */
declare const HAS_SERVICE_WORKER: boolean;

const guard = "lumbre-demo-reloaded";

/** A version that waits until the visitor agrees to it. */
export const update = signal<ServiceWorker | null>(null);

export async function goOffline(): Promise<void> {
  if (!HAS_SERVICE_WORKER || navigator.serviceWorker === undefined) return;
  try {
    const registration = await navigator.serviceWorker.register("./sw.js");
    offerUpdates(registration);
    await controlled();
    if (!reloadForHeaders()) keepAllOnceLoaded();
  } catch {
    // A private window or a blocked storage: the page works without, on fewer threads where the host sends no headers.
  }
}

/** Waits until a service worker answers for this page. */
function controlled(): Promise<void> {
  const container = navigator.serviceWorker;
  if (container.controller !== null) return Promise.resolve();
  return new Promise((resolve) => container.addEventListener("controllerchange", () => resolve(), { once: true }));
}

/** Reloads the page once, so that it comes with the headers; not when something has begun. True when it does. */
function reloadForHeaders(): boolean {
  const hasBegun = run.peek() !== null || phase.peek() !== "idle";
  if (crossOriginIsolated || hasBegun || sessionStorage.getItem(guard) !== null) return false;
  sessionStorage.setItem(guard, "yes");
  location.reload();
  return true;
}

/** When the images are there, keeps whatever was loaded before the service worker came. */
function keepAllOnceLoaded(): void {
  effect(() => {
    const { value: load } = loading;
    if (load === null || load.bytes < load.totalBytes) return;
    navigator.serviceWorker.controller?.postMessage("keep all");
  });
}

function offerUpdates(registration: ServiceWorkerRegistration): void {
  const offer = (): void => {
    if (registration.waiting !== null && navigator.serviceWorker.controller !== null)
      update.value = registration.waiting;
  };
  offer();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
}

/** Takes the version that waits. */
export function takeUpdate(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  update.value?.postMessage("update");
}
