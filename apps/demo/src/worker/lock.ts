/**
 * Holds a Web Lock as long as the worker lives. A worker that crashes or is ended sends no event, but its locks are given
 * to the next who waits, which is the page.
 */
export function holdLock(name: string): void {
  void navigator.locks?.request(name, () => new Promise<never>(() => {}));
}
