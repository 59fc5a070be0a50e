/**
 * Holds a Web Lock as long as the worker lives, and returns once it does. A worker that crashes or is ended sends no
 * event, but its locks are given to the next who waits, which is the page.
 */
export function holdLock(name: string): Promise<void> {
  return new Promise((resolve) => {
    void navigator.locks.request(name, () => {
      resolve();
      return new Promise<never>(() => {});
    });
  });
}
