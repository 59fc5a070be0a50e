import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The feature that is missing in a page whose canvases give such a context. */
async function missingWith(context: object | null): Promise<string | null> {
  vi.stubGlobal("document", { createElement: () => ({ getContext: () => context }) });
  const { missingFeature } = await import("./availability.js");
  return missingFeature();
}

interface Texture {
  format: number | null;
  value: number;
}

/**
 * A context with textures, which draws on the one of the framebuffer and reads it; `stored` is what becomes of a number there.
 */
function contextWith(more: object, stored: (wanted: number) => number = (wanted) => wanted): object {
  let bound: Texture | null = null;
  let framebuffer: { texture: Texture | null } | null = null;
  return {
    ...{ R32F: 33_326, RGBA: 6408, FLOAT: 5126, COLOR: 6144, COLOR_ATTACHMENT0: 36_064, TEXTURE_2D: 3553 },
    ...{ FRAMEBUFFER: 36_160, FRAMEBUFFER_COMPLETE: 36_053 },
    getExtension: () => ({ loseContext: () => {} }),
    getShaderPrecisionFormat: () => ({ precision: 23 }),
    createTexture: (): Texture => ({ format: null, value: 0 }),
    bindTexture: (_target: number, texture: Texture) => {
      bound = texture;
    },
    texStorage2D: (_target: number, levels: number, format: number, width: number, height: number) => {
      if (bound !== null && levels * width * height === 1) bound.format = format;
    },
    createFramebuffer: () => ({ texture: null }),
    bindFramebuffer: (_target: number, made: typeof framebuffer) => {
      framebuffer = made;
    },
    framebufferTexture2D: (_target: number, attachment: number, _textures: number, texture: Texture, level: number) => {
      if (framebuffer !== null && attachment === 36_064 && level === 0) framebuffer.texture = texture;
    },
    checkFramebufferStatus: () => (framebuffer?.texture?.format === 33_326 ? 36_053 : 0),
    clearBufferfv: (_buffer: number, index: number, [value]: number[]) => {
      if (framebuffer?.texture && index === 0) framebuffer.texture.value = stored(value);
    },
    readPixels: (x: number, y: number, width: number, height: number, ...[, , pixels]: [number, number, number[]]) => {
      if (x === 0 && y === 0 && width * height === 1) pixels[0] = framebuffer?.texture?.value ?? 0;
    },
    ...more,
  };
}

test("nothing where WebGL2 draws and reads floats", async () => {
  expect(await missingWith(contextWith({}))).toBe(null);
});

test("WebGL2 itself", async () => {
  expect(await missingWith(null)).toBe("there is no WebGL2 here");
  vi.unstubAllGlobals();
  vi.resetModules();
  const { missingFeature } = await import("./availability.js");
  expect(missingFeature()).toBe("there is no WebGL2 here, for this is no browser");
});

test("textures of floats that can be drawn on", async () => {
  expect(await missingWith(contextWith({ getExtension: () => null }))).toBe(
    "WebGL2 here does not draw on textures of floats (EXT_color_buffer_float)",
  );
});

test("shaders that compute in float32", async () => {
  expect(await missingWith(contextWith({ getShaderPrecisionFormat: () => ({ precision: 10 }) }))).toBe(
    "shaders here compute in 10 bits, and float32 has 23",
  );
});

test("textures that can be read back", async () => {
  const message = "WebGL2 here does not read textures of floats back";
  expect(await missingWith(contextWith({ checkFramebufferStatus: () => 0 }))).toBe(message);
  expect(await missingWith(contextWith({}, () => 0))).toBe(message);
});

test("floats of 32 bits: neither halves nor bytes", async () => {
  const message = "WebGL2 here does not read textures of floats back";
  // Halves begin at 6e-8 and have 11 bits; with all exponents and the bits of halves, as in some drivers' formats.
  const half = (x: number): number => (Math.abs(x) < 2 ** -25 ? 0 : toBits(x, 11));
  expect(await missingWith(contextWith({}, half))).toBe(message);
  expect(await missingWith(contextWith({}, (x) => toBits(x, 11)))).toBe(message);
  expect(await missingWith(contextWith({}, (x) => Math.round(x * 255) / 255))).toBe(message);
});

/** The number with so many bits. */
function toBits(x: number, bits: number): number {
  const step = 2 ** (Math.floor(Math.log2(Math.abs(x))) + 1 - bits);
  return Math.round(x / step) * step;
}

test("is looked for once, in a context that is let go", async () => {
  const loseContext = vi.fn();
  const getContext = vi.fn(() => contextWith({ getExtension: () => ({ loseContext }) }));
  vi.stubGlobal("document", undefined);
  vi.stubGlobal(
    "OffscreenCanvas",
    class {
      getContext = getContext;
    },
  );
  const { isAvailable, openContext } = await import("./availability.js");
  expect([isAvailable(), isAvailable()]).toEqual([true, true]);
  expect(getContext).toHaveBeenCalledTimes(1);
  expect(getContext).toHaveBeenCalledWith("webgl2", {
    alpha: false,
    antialias: false,
    depth: false,
    powerPreference: "high-performance",
  });
  expect(loseContext).toHaveBeenCalledTimes(1);
  const getExtension = vi.fn();
  getContext.mockReturnValue(contextWith({ getExtension }));
  openContext();
  expect(getExtension).toHaveBeenCalledWith("EXT_color_buffer_float");
  getContext.mockReturnValue(null as never);
  expect(openContext).toThrow("createGpu: the browser gives this page no further WebGL2 context");
});
