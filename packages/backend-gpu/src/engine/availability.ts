import { bind, DeviceError, defineSignature } from "@lumbre/tensor/backend";

let known: string | null | undefined;

/** A context that nothing is drawn on, in a page or in a worker; null where there is none. */
function createContext(): WebGL2RenderingContext | null {
  const canvas =
    typeof document !== "undefined"
      ? document.createElement("canvas")
      : typeof OffscreenCanvas !== "undefined"
        ? new OffscreenCanvas(1, 1)
        : null;
  const attributes = { alpha: false, antialias: false, depth: false, powerPreference: "high-performance" } as const;
  return (canvas?.getContext("webgl2", attributes) ?? null) as WebGL2RenderingContext | null;
}

/** The feature that this browser, or Node, lacks for computing on a GPU; null if it lacks none. Found out once. */
export function missingFeature(): string | null {
  if (known === undefined) {
    const gl = createContext();
    known = examine(gl);
    // There are few contexts.
    gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }
  return known;
}

function examine(gl: WebGL2RenderingContext | null): string | null {
  if (gl === null) {
    const hasCanvas = typeof document !== "undefined" || typeof OffscreenCanvas !== "undefined";
    return hasCanvas ? "there is no WebGL2 here" : "there is no WebGL2 here, for this is no browser";
  }
  if (gl.getExtension("EXT_color_buffer_float") === null) {
    return "WebGL2 here does not draw on textures of floats (EXT_color_buffer_float)";
  }
  const bits = gl.getShaderPrecisionFormat(gl.FRAGMENT_SHADER, gl.HIGH_FLOAT)?.precision ?? 0;
  if (bits < 23) return `shaders here compute in ${bits} bits, and float32 has 23`;
  return readsFloats(gl) ? null : "WebGL2 here does not read textures of floats back";
}

/** Clears a texture of floats to a number that has no shorter form, and reads it back. */
function readsFloats(gl: WebGL2RenderingContext): boolean {
  const value = Math.fround(1.2345679e-20);
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.R32F, 1, 1);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE) return false;
  gl.clearBufferfv(gl.COLOR, 0, [value, 0, 0, 1]);
  const pixels = new Float32Array(4);
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.FLOAT, pixels);
  return pixels[0] === value;
}

/** The context for a machine. */
export function openContext(): WebGL2RenderingContext {
  const gl = createContext();
  if (gl === null) throw new DeviceError("createGpu: the browser gives this page no further WebGL2 context");
  gl.getExtension("EXT_color_buffer_float");
  return gl;
}

const isAvailableSignature = defineSignature("isAvailable");

/**
 * True if `createGpu()` can make a device here: if there is a WebGL2 that draws to and reads from float32 textures. A
 * graphics driver in software counts, gpu.js's own CPU mode does not.
 *
 * @example
 * isAvailable(); // => false
 */
export function isAvailable(): boolean {
  bind(isAvailableSignature, arguments);
  return missingFeature() === null;
}
