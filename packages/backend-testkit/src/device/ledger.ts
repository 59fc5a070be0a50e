import type { Backend, DeviceBuffer } from "@lumbre/tensor/backend";

type AnyFunction = (...args: unknown[]) => unknown;

/** The members that neither take nor give a buffer that is to be followed. */
const unwatched = new Set<PropertyKey>(["leftToCollector", "pooledBytes", "dispose", "read", "readSync", "writable"]);

/**
 * Follows every buffer of a backend from the call that returned it to `free`. {@link BufferLedger.backend} is the
 * backend with all of its functions watched; what it does wrong with buffers stands in {@link BufferLedger.violations}.
 */
export class BufferLedger {
  readonly backend: Backend;
  private readonly live = new Set<DeviceBuffer>();
  private found: string[] = [];

  constructor(private readonly watched: Backend) {
    const wrapped = new Map<PropertyKey, unknown>();
    this.backend = new Proxy(watched, {
      // Functions are looked up at each call: a backend may replace them.
      get: (_, name) => {
        if (typeof Reflect.get(watched, name, watched) !== "function") return Reflect.get(watched, name, watched);
        if (!wrapped.has(name)) wrapped.set(name, this.wrap(name));
        return wrapped.get(name);
      },
    });
  }

  /** How many buffers the backend has handed out and not got back. */
  get liveCount(): number {
    return this.live.size;
  }

  /** What the backend did wrong since the last call. */
  takeViolations(): readonly string[] {
    const violations = this.found;
    this.found = [];
    return violations;
  }

  private wrap(name: PropertyKey): AnyFunction {
    const call = (args: unknown[]): unknown => {
      const own = Reflect.get(this.watched, name, this.watched) as AnyFunction;
      return own.apply(this.watched, args);
    };
    if (unwatched.has(name)) return (...args) => call(args);
    if (name === "free") return (...args) => this.giveBack(args[0] as DeviceBuffer, () => call(args));
    if (name === "leaveToCollector") {
      return (...args) => {
        const left = call(args);
        if (left !== null) this.live.delete(args[0] as DeviceBuffer);
        return left;
      };
    }
    return (...args) => {
      const result = call(args);
      const buffers = Array.isArray(result) ? (result as readonly unknown[]) : [result];
      for (const buffer of buffers) this.take(String(name), buffer);
      return result;
    };
  }

  private take(kernel: string, buffer: unknown): void {
    if (typeof buffer !== "object" || buffer === null) return;
    if (this.live.has(buffer))
      this.found.push(`${kernel} returned a buffer that is still in use; it has to be a fresh one`);
    if (this.watched.leftToCollector?.(buffer) !== true) this.live.add(buffer);
  }

  private giveBack(buffer: DeviceBuffer, free: () => unknown): unknown {
    if (!this.live.delete(buffer) && this.watched.leftToCollector?.(buffer) !== true) {
      this.found.push("a buffer was given to free that was not in use");
    }
    return free();
  }
}
