// The service worker: adds the headers that threads need, where the host does not send them, and keeps the site for when
// there is no network. The build puts two constants before it; see build/serviceWorker.ts.

/** The build's hash. */
declare const VERSION: string;
/** Every file of the site, relative to this script; those that the first screen needs come first. */
declare const FILES: { readonly shell: readonly string[]; readonly rest: readonly string[] };

/** What of a service worker's global scope is used here; TypeScript has its types only without those of a page. */
interface ServiceWorkerScope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  readonly registration: { readonly active: unknown };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
  addEventListener(type: "message", listener: (event: ExtendableEvent & MessageEvent<unknown>) => void): void;
}
interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const scope = globalThis as unknown as ServiceWorkerScope;

const prefix = "lumbre-demo-";
const cacheName = prefix + VERSION;
const base = new URL("./", scope.location.href);

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

scope.addEventListener("install", (event) => {
  event.waitUntil(keep(FILES.shell));
  // The first one has nobody to disturb; a later one waits until the visitor agrees.
  if (scope.registration.active === null) void scope.skipWaiting();
});

scope.addEventListener("activate", (event) => event.waitUntil(forgetOthers().then(() => scope.clients.claim())));

scope.addEventListener("message", (event) => {
  if (event.data === "update") void scope.skipWaiting();
  if (event.data === "keep all") event.waitUntil(keep([...FILES.shell, ...FILES.rest]));
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const isOurs = request.method === "GET" && new URL(request.url).href.startsWith(base.href);
  if (isOurs) event.respondWith(answer(request).then(isolated));
});

/** Caches files that are not there yet. */
async function keep(files: readonly string[]): Promise<void> {
  const cache = await caches.open(cacheName);
  const missing = await Promise.all(files.map(async (file) => ((await cache.match(address(file))) ? [] : [file])));
  await Promise.all(missing.flat().map((file) => cache.add(address(file))));
}

const address = (file: string): string => new URL(file, base).href;

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** From the cache, or from the network and into the cache. A reload of a part that was broken asks the network first. */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const key = request.mode === "navigate" ? base.href : request.url;
  const kept = request.cache === "reload" && request.mode !== "navigate" ? undefined : await cache.match(key);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok && response.type === "basic") await cache.put(key, response.clone());
  return response;
}

/** The response with the headers that make a page isolated. */
function isolated(response: Response): Response {
  if (response.type !== "basic" && response.type !== "default") return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolation)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
