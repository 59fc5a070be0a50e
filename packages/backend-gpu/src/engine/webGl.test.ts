import { DeviceError } from "@lumbre/tensor/backend";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { KernelText, Store } from "./driver.js";
import type { GpuJsConstructor, KernelSettings } from "./gpuJs.js";
import { WebGlDriver } from "./webGl.js";

interface Texture {
  width: number;
  height: number;
  lanes: number;
  floats: Float32Array;
}
type Framebuffer = Map<number, Texture>;
interface PackBuffer {
  floats: Float32Array;
}

const constants = {
  ...{ MAX_TEXTURE_SIZE: 0x0d33, MAX_DRAW_BUFFERS: 0x8824, R32F: 0x822e, RGBA32F: 0x8814, RED: 0x1903, RGBA: 0x1908 },
  ...{ IMPLEMENTATION_COLOR_READ_FORMAT: 0x8b9b, IMPLEMENTATION_COLOR_READ_TYPE: 0x8b9a, FLOAT: 0x1406 },
  ...{ UNPACK_FLIP_Y_WEBGL: 0x9240, UNPACK_ALIGNMENT: 0x0cf5, PACK_ALIGNMENT: 0x0d05, PIXEL_PACK_BUFFER: 0x88eb },
  ...{ FRAMEBUFFER: 0x8d40, FRAMEBUFFER_COMPLETE: 0x8cd5, COLOR_ATTACHMENT0: 0x8ce0, TEXTURE_2D: 0x0de1 },
  ...{ SYNC_GPU_COMMANDS_COMPLETE: 0x9117, TIMEOUT_EXPIRED: 0x911b, CONDITION_SATISFIED: 0x911c },
  ...{ NO_ERROR: 0, INVALID_VALUE: 0x0501, INVALID_OPERATION: 0x0502, OUT_OF_MEMORY: 0x0505 },
};

/** A WebGL2 whose textures can be written and read, in a state in which somebody else has left it. */
class Context {
  largest = 16_384;
  drawBuffers = 8;
  /** The most sheets that can be drawn on at once. */
  mostSheets = 8;
  readFormat = constants.RED;
  readType = constants.FLOAT;
  error = constants.NO_ERROR;
  isLost = false;
  /** How often the GPU is asked before it is done. */
  rounds = 0;
  flips = true;
  unpackAlignment = 8;
  packAlignment = 8;
  texture: Texture | null = null;
  framebuffer: Framebuffer | null = null;
  packBuffer: PackBuffer | null = null;
  readonly framebuffers = new Set<Framebuffer>();
  readonly packBuffers = new Set<PackBuffer>();
  readonly syncs = new Set<object>();
  /** How many floats were read each time. */
  readonly reads: number[] = [];
  readonly viewports: number[][] = [];
  readonly loseContext = vi.fn();

  getParameter(name: number): number | undefined {
    return new Map([
      [constants.MAX_TEXTURE_SIZE, this.largest],
      [constants.MAX_DRAW_BUFFERS, this.drawBuffers],
      [constants.IMPLEMENTATION_COLOR_READ_FORMAT, this.readFormat],
      [constants.IMPLEMENTATION_COLOR_READ_TYPE, this.readType],
    ]).get(name);
  }
  getExtension(name: string): object | null {
    return name === "WEBGL_lose_context" ? { loseContext: this.loseContext } : null;
  }
  isContextLost(): boolean {
    return this.isLost;
  }
  getError(): number {
    const { error } = this;
    this.error = constants.NO_ERROR;
    return error;
  }
  pixelStorei(name: number, value: number | boolean): void {
    if (name === constants.UNPACK_FLIP_Y_WEBGL) this.flips = Boolean(value);
    else if (![1, 2, 4, 8].includes(Number(value))) this.error = constants.INVALID_VALUE;
    else if (name === constants.UNPACK_ALIGNMENT) this.unpackAlignment = Number(value);
    else if (name === constants.PACK_ALIGNMENT) this.packAlignment = Number(value);
  }

  createTexture(): Texture {
    return { width: 0, height: 0, lanes: 0, floats: new Float32Array() };
  }
  activeTexture(): void {}
  texParameteri(): void {}
  bindTexture(_target: number, texture: Texture): void {
    this.texture = texture;
  }
  texStorage2D(_target: number, _levels: number, format: number, width: number, height: number): void {
    const lanes = format === constants.R32F ? 1 : 4;
    Object.assign(this.texture as Texture, { width, height, lanes, floats: new Float32Array(width * height * lanes) });
  }
  texSubImage2D(_target: number, level: number, x: number, y: number, ...rest: unknown[]): void {
    const [columns, rows, format, type, data] = rest as [number, number, number, number, Float32Array];
    const texture = this.texture as Texture;
    const step = strideOf(columns, this.unpackAlignment);
    const fits =
      x + columns <= texture.width && y + rows <= texture.height && data.length >= (rows - 1) * step + columns;
    if (!fits || level !== 0 || format !== constants.RED || type !== constants.FLOAT)
      this.error = constants.INVALID_VALUE;
    for (let row = 0; fits && row < rows; row++) {
      const source = (this.flips ? rows - 1 - row : row) * step;
      texture.floats.set(data.subarray(source, source + columns), (y + row) * texture.width + x);
    }
  }

  createFramebuffer(): Framebuffer {
    const framebuffer: Framebuffer = new Map();
    this.framebuffers.add(framebuffer);
    return framebuffer;
  }
  deleteFramebuffer(framebuffer: Framebuffer): void {
    this.framebuffers.delete(framebuffer);
  }
  bindFramebuffer(_target: number, framebuffer: Framebuffer): void {
    this.framebuffer = framebuffer;
  }
  framebufferTexture2D(_target: number, attachment: number, _textures: number, texture: Texture, level: number): void {
    if (level === 0) this.framebuffer?.set(attachment, texture);
  }
  checkFramebufferStatus(): number {
    const { framebuffer } = this;
    if (framebuffer === null) return 0;
    const count = [...framebuffer].filter(([, { width, height, lanes }]) => width * height * lanes === 4).length;
    return count === framebuffer.size && count <= this.mostSheets ? constants.FRAMEBUFFER_COMPLETE : 0;
  }

  createBuffer(): PackBuffer {
    const buffer = { floats: new Float32Array() };
    this.packBuffers.add(buffer);
    return buffer;
  }
  deleteBuffer(buffer: PackBuffer): void {
    this.packBuffers.delete(buffer);
  }
  bindBuffer(_target: number, buffer: PackBuffer | null): void {
    this.packBuffer = buffer;
  }
  bufferData(_target: number, bytes: number): void {
    (this.packBuffer as PackBuffer).floats = new Float32Array(bytes / 4);
  }
  getBufferSubData(_target: number, offset: number, target: Float32Array): void {
    if (this.packBuffer === null || offset !== 0) this.error = constants.INVALID_OPERATION;
    else if (this.rounds === 0) target.set(this.packBuffer.floats);
  }
  readPixels(x: number, y: number, ...rest: unknown[]): void {
    const [width, height, format, type, to] = rest as [number, number, number, number, Float32Array | number];
    const target = typeof to === "number" ? this.packBuffer?.floats : this.packBuffer === null ? to : undefined;
    const texture = this.framebuffer?.get(constants.COLOR_ATTACHMENT0);
    const lanes = format === constants.RED ? 1 : 4;
    if (target === undefined || texture === undefined || x + y !== 0 || type !== constants.FLOAT) {
      this.error = constants.INVALID_OPERATION;
      return;
    }
    this.reads.push(target.length);
    const step = strideOf(width * lanes, this.packAlignment);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        target[row * step + column * lanes] = texture.floats[(row * texture.width + column) * texture.lanes];
      }
    }
  }

  fenceSync(condition: number, flags: number): object | null {
    const sync = { condition };
    if (this.isLost) return null;
    if (condition === constants.SYNC_GPU_COMMANDS_COMPLETE && flags === 0) this.syncs.add(sync);
    return sync;
  }
  flush(): void {}
  clientWaitSync(sync: object, flags: number, timeout: number): number {
    if (!this.syncs.has(sync) || flags + timeout !== 0) return 0;
    if (this.rounds === 0) return constants.CONDITION_SATISFIED;
    this.rounds--;
    return constants.TIMEOUT_EXPIRED;
  }
  deleteSync(sync: object | null): void {
    if (sync !== null) this.syncs.delete(sync);
  }
  viewport(...sizes: number[]): void {
    this.viewports.push(sizes);
  }
}
Object.assign(Context.prototype, constants);

/** From one row of floats to the next, in memory. */
function strideOf(floats: number, alignment: number): number {
  return (Math.ceil((floats * 4) / alignment) * alignment) / 4;
}

/** A gpu.js whose kernels draw the number of their call into their textures. */
class Gpu {
  readonly made: { readonly text: string; readonly settings: KernelSettings }[] = [];
  destroyed = 0;
  addNativeFunction(): void {}
  createKernel(text: string, settings: KernelSettings): object {
    this.made.push({ text, settings });
    let calls = 0;
    const run = (): void => {
      calls++;
      for (const slot of [settings.texture, ...(settings.mappedTextures ?? [])] as Slot[]) {
        if (slot.beforeMutate()) slot.texture.floats.fill(calls);
      }
    };
    return Object.assign(run, { destroy: () => this.destroyed++ });
  }
  createKernelMap(_outputs: object, text: string, settings: KernelSettings): object {
    return this.createKernel(text, settings);
  }
}
interface Slot {
  readonly texture: Texture;
  beforeMutate(): boolean;
}

let gl: Context;
let gpu: Gpu;
beforeEach(() => {
  gl = new Context();
  gpu = new Gpu();
});

function open(): WebGlDriver {
  const GPU = function create() {
    return gpu;
  } as unknown as GpuJsConstructor;
  return new WebGlDriver(GPU, gl as never);
}

const numbers = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i + 1);
const lengths = [1, 2, 3, 5, 7, 12, 15, 300];

describe("what is uploaded comes back as it went in", () => {
  test("where the one lane that there is can be read", async () => {
    const driver = open();
    for (const length of lengths) {
      const store = driver.upload(numbers(length));
      expect(driver.download(store)).toEqual(numbers(length));
      expect(await driver.downloadLater(store)).toEqual(numbers(length));
    }
    // Texels, of which a few may be behind the last element.
    expect(gl.reads).toEqual([1, 2, 3, 6, 8, 12, 15, 306].flatMap((texels) => [texels, texels]));
  });

  test.each([
    ["format", { readFormat: constants.RGBA }],
    ["type", { readType: 0x1401 }],
  ])("where only four lanes can be, for their %s", async (_, limits) => {
    Object.assign(gl, limits);
    const driver = open();
    for (const length of lengths) {
      const store = driver.upload(numbers(length));
      expect(driver.download(store)).toEqual(numbers(length));
      expect(await driver.downloadLater(store)).toEqual(numbers(length));
    }
    expect(gl.reads.slice(0, 4)).toEqual([4, 4, 8, 8]);
  });
});

describe("what is read later", () => {
  test("waits for the GPU without keeping the thread, and leaves nothing behind", async () => {
    const driver = open();
    const store = driver.upload(numbers(5));
    gl.rounds = 3;
    const later = driver.downloadLater(store);
    expect([gl.packBuffers.size, gl.syncs.size]).toEqual([1, 1]);
    // Others read meanwhile.
    expect(driver.download(driver.upload(numbers(3)))).toEqual(numbers(3));
    await new Promise((resolve) => setTimeout(resolve));
    expect(gl.rounds).toBeGreaterThan(0);
    expect(await later).toEqual(numbers(5));
    expect([gl.packBuffers.size, gl.syncs.size, gl.packBuffer, gl.rounds]).toEqual([0, 0, null, 0]);
  });

  test("does not wait for a GPU that is lost, before or meanwhile", async () => {
    const driver = open();
    const store = driver.upload(numbers(5));
    gl.rounds = 1000;
    const later = driver.downloadLater(store);
    gl.isLost = true;
    await later;
    expect(driver.isLost()).toBe(true);
    await driver.downloadLater(store);
    expect([gl.packBuffers.size, gl.syncs.size, gl.rounds > 900]).toEqual([0, 0, true]);
  });
});

describe("an error of WebGL", () => {
  test.each([
    ["where the GPU has no memory", constants.OUT_OF_MEMORY, "gpu: the GPU is out of memory"],
    ["of any other kind", constants.INVALID_VALUE, "gpu: WebGL reported error 1281"],
  ])("is thrown when something is read, %s", async (_, error, message) => {
    const driver = open();
    const store = driver.upload(numbers(2));
    gl.error = error;
    expect(() => driver.download(store)).toThrow(new DeviceError(message));
    expect(driver.download(store)).toEqual(numbers(2));
    gl.error = error;
    await expect(driver.downloadLater(store)).rejects.toThrow(new DeviceError(message));
  });

  test("says nothing where the context is lost: the engine does", () => {
    const driver = open();
    const store = driver.upload(numbers(2));
    gl.isLost = true;
    gl.error = constants.INVALID_VALUE;
    expect(() => driver.download(store)).not.toThrow();
  });
});

describe("limits", () => {
  test.each([
    [2048, 2048, 2048 ** 2],
    [4096, 4096, 2 ** 24],
    [8192, 8192, 2 ** 24],
    [16_384, 8192, 2 ** 24],
  ])("of textures of %i texels a side", (largest, maxSide, maxElements) => {
    gl.largest = largest;
    expect(open()).toMatchObject({ maxSide, maxElements });
  });

  test.each([
    ["8 sheets at once", {}, 8],
    ["less", { drawBuffers: 7 }, 4],
    ["less, of which 8 have too many bytes", { mostSheets: 4 }, 4],
    ["more", { drawBuffers: 16, mostSheets: 16 }, 8],
  ])("of what can draw on %s", (_, limits, maxOutputs) => {
    Object.assign(gl, limits);
    const driver = open();
    expect(driver.maxOutputs).toBe(maxOutputs);
    // One framebuffer is for reading.
    expect([driver.liveStores, gl.framebuffers.size]).toEqual([0, 1]);
  });
});

const kernel: KernelText = {
  ...{
    name: "x",
    text: "function () {}",
    scalars: 0,
    inputs: [],
    extent: 6,
    lanes: 1,
    outputs: 1,
    isOfAnyLength: false,
  },
};

describe("a kernel", () => {
  test("draws on a texture of the pool each time, and keeps none", () => {
    const driver = open();
    const program = driver.compile(kernel);
    expect(driver.liveStores).toBe(0);
    const [first] = program.run([], [], 6);
    const [second] = program.run([], [], 6);
    expect([first, second].map((store) => [...driver.download(store)])).toEqual([Array(6).fill(1), Array(6).fill(2)]);
    expect(driver.liveStores).toBe(2);
    for (const store of [first, first, second]) driver.free(store);
    expect([driver.liveStores, driver.pooledBytes]).toEqual([0, 8 * 16 + 2 * 24]);
    program.destroy();
    expect(gpu.destroyed).toBe(1);
  });

  test("draws on several at once, each one's own", () => {
    const driver = open();
    const stores = driver.compile({ ...kernel, lanes: 4, outputs: 3, extent: [5, 2] }).run([], [], [5, 2]);
    expect(stores.map(({ extent, lanes }) => [extent, lanes])).toEqual(Array(3).fill([[5, 2], 4]));
    expect(new Set(stores.map((store) => (store as Store & { readonly texture: Texture }).texture)).size).toBe(3);
    const [{ settings }] = gpu.made;
    expect(settings).toMatchObject({ immutable: true, drawBuffersMap: [0x8ce0, 0x8ce1, 0x8ce2] });
    expect(settings.mappedTextures).toHaveLength(2);
  });

  test("tells gpu.js which form its operands have", () => {
    const driver = open();
    const flat = driver.upload(numbers(7));
    const [sheet] = driver.compile({ ...kernel, lanes: 4, extent: [5, 2] }).run([], [], [5, 2]);
    expect(flat).toMatchObject({ type: "ArrayTexture(1)", output: [7], dimensions: [7, 1, 1] });
    expect(sheet).toMatchObject({ type: "ArrayTexture(4)", output: [5, 2], dimensions: [5, 2, 1] });
    driver.compile({ ...kernel, inputs: [flat, sheet] });
    expect(gpu.made[1].settings.argumentTypes).toEqual(["ArrayTexture(1)", "ArrayTexture(4)"]);
  });
});

test("a driver that is destroyed gives its context back", () => {
  open().destroy();
  expect(gl.loseContext).toHaveBeenCalledTimes(1);
});
