/** Calls `fn` as a task of its own, after the events that wait already. */
const schedule: (fn: () => void) => void = chooseScheduler();

function chooseScheduler(): (fn: () => void) => void {
  if (typeof setImmediate === "function") return (fn) => void setImmediate(fn);
  if (typeof MessageChannel !== "function") return (fn) => void setTimeout(fn, 0);
  // Timers are clamped to several milliseconds in browsers; messages are not.
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return (fn) => {
    waiting.push(fn);
    channel.port2.postMessage(null);
  };
}

/**
 * Lets everything else have its turn: events, rendering, and the callbacks by which memory that the garbage collector
 * found comes back. Promises alone never let them.
 */
export function nextMacrotask(): Promise<void> {
  return new Promise(schedule);
}
