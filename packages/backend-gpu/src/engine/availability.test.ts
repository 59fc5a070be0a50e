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

/** A context that does what is asked of it; `read` is what comes back from a texture. */
function contextWith(more: object, read: (wanted: number) => number = (wanted) => wanted): object {
  let cleared = 0;
  const calls = ["createTexture", "bindTexture", "texStorage2D", "createFramebuffer", "bindFramebuffer"];
  return {
    ...Object.fromEntries([...calls, "framebufferTexture2D"].map((name) => [name, () => ({})])),
    getExtension: () => ({ loseContext: () => {} }),
    getShaderPrecisionFormat: () => ({ precision: 23 }),
    checkFramebufferStatus: () => 1,
    FRAMEBUFFER_COMPLETE: 1,
    clearBufferfv: (_buffer: number, _index: number, [value]: number[]) => {
      cleared = value;
    },
    readPixels: (...args: unknown[]) => {
      (args[6] as Float32Array)[0] = read(cleared);
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
