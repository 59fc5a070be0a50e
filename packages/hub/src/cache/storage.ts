// Files in a browser's Cache Storage, which secure pages have.

/** Addresses that nobody serves: what is kept has names, not places. */
const base = "https://files.lumbre.invalid/";
const cacheName = "lumbre";

const keyOf = (name: string): string => base + name.split("/").map(encodeURIComponent).join("/");

/** The bytes that are kept under a name, or null. */
export async function readStored(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  if (globalThis.caches === undefined) return null;
  try {
    const cache = await caches.open(cacheName);
    const response = await cache.match(keyOf(name));
    return response === undefined ? null : new Uint8Array(await response.arrayBuffer());
  } catch {
    // Private windows and full disks may refuse; then nothing is kept.
    return null;
  }
}

/** Keeps bytes under a name, as a whole or not at all, where the browser lets it. */
export async function store(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (globalThis.caches === undefined) return;
  try {
    const cache = await caches.open(cacheName);
    await cache.put(keyOf(name), new Response(bytes, { headers: { "Content-Type": "application/octet-stream" } }));
  } catch {
    // The quota may be used up; the next visit downloads again.
  }
}

/** Runs something while no other page or worker of the site does so under the same name, where browsers have locks. */
export async function withWebLock<T>(name: string, signal: AbortSignal | null, run: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  if (locks === undefined) return run();
  const options = signal === null ? {} : { signal };
  return (await locks.request(`lumbre/${name}`, options, run)) as T;
}
