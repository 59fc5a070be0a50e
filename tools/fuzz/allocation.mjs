// Counts the bytes that programs ask for in ArrayBuffers, typed arrays and WebAssembly's memories. It must run before what
// is counted is loaded, because libraries keep the constructors; one counter serves all that import it.
const key = Symbol.for("lumbre.fuzz.allocation");

/** `bytes`: all that was asked for since it was last set to 0, whether or not it was freed since. */
export const allocation = globalThis[key] ?? install();

function install() {
  const counter = { bytes: 0 };
  globalThis[key] = counter;
  const buffers = [ArrayBuffer, SharedArrayBuffer];
  const arrays = [Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array];
  const wide = [Float32Array, Float64Array, BigInt64Array, BigUint64Array];
  for (const kind of [...buffers, ...arrays, ...wide]) {
    globalThis[kind.name] = new Proxy(kind, {
      construct(target, given, newTarget) {
        const made = Reflect.construct(target, given, newTarget);
        if (!buffers.some((buffer) => given[0] instanceof buffer)) counter.bytes += made.byteLength;
        return made;
      },
    });
  }
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    counter.bytes += 65536 * pages;
    return grow.call(this, pages);
  };
  return counter;
}
