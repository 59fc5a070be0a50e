const { port1, port2 } = new MessageChannel();
const resumptions: (() => void)[] = [];
port1.onmessage = () => resumptions.shift()?.();

/** Lets the worker take its messages. Faster than setTimeout, which waits 4 ms after some calls. */
export function yieldToMessages(): Promise<void> {
  return new Promise((resolve) => {
    resumptions.push(resolve);
    port2.postMessage(null);
  });
}
