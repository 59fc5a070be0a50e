/** Work under way, by name, so that what is asked for twice is done once. */
const underWay = new Map<string, { readonly work: Promise<unknown>; readonly signal: AbortSignal | null }>();

/**
 * Does something, or joins whoever does it already. Nothing is remembered once it is done, failures neither. Who joins
 * and gives up leaves the others alone; when who began gives up, one that joined begins anew.
 *
 * @param name What tells that two do the same.
 * @throws the signal's reason when it is aborted.
 */
export async function shared<T>(name: string, signal: AbortSignal | null, run: () => Promise<T>): Promise<T> {
  for (;;) {
    const other = underWay.get(name);
    if (other === undefined) {
      const work = run().finally(() => underWay.delete(name));
      underWay.set(name, { work, signal });
      return work;
    }
    try {
      return (await untilAborted(other.work, signal)) as T;
    } catch (error) {
      signal?.throwIfAborted();
      if (other.signal?.aborted !== true) throw error;
    }
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal | null): Promise<T> {
  if (signal === null) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
