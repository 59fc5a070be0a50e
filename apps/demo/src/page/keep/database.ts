import type { KeptNetwork } from "./state.js";

/** A network in the browser's storage. */
export interface StoredNetwork extends KeptNetwork {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const storeName = "networks";

/** Opens the database. @throws {DOMException} where the visitor allows no storage. */
function open(): Promise<IDBDatabase> {
  const request = indexedDB.open("lumbre-demo", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: "id", autoIncrement: true });
  return resultOf(request);
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    const transaction = database.transaction(storeName, mode);
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const result = await resultOf(use(transaction.objectStore(storeName)));
    // A full disk is noticed at the end only.
    await done;
    return result;
  } finally {
    database.close();
  }
}

export function listNetworks(): Promise<StoredNetwork[]> {
  return inStore("readonly", (store) => store.getAll() as IDBRequest<StoredNetwork[]>);
}

export function getNetwork(id: number): Promise<StoredNetwork | undefined> {
  return inStore("readonly", (store) => store.get(id) as IDBRequest<StoredNetwork | undefined>);
}

export async function putNetwork(network: Omit<StoredNetwork, "id">): Promise<void> {
  await inStore("readwrite", (store) => store.add(network));
}

export async function deleteNetwork(id: number): Promise<void> {
  await inStore("readwrite", (store) => store.delete(id));
}
