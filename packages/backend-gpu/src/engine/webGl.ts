import { DeviceError } from "@lumbre/tensor/backend";
import { nativeFunctions, prelude } from "../functions/index.js";
import type { Driver, Extent, KernelText, Lanes, Program, Store } from "./driver.js";
import type { GpuJs, GpuJsConstructor, GpuJsKernel, GpuJsShader } from "./gpuJs.js";
import { outputFunctions, settingsOf } from "./settings.js";
import { TexturePool, texelGrid } from "./textures.js";

/** A texture with the members that gpu.js looks for in a kernel's argument. */
class TextureStore implements Store {
  readonly type: string;
  readonly size: Int32Array;
  readonly dimensions: readonly number[];
  readonly output: readonly number[];
  isFreed = false;

  constructor(
    readonly texture: WebGLTexture,
    readonly context: WebGL2RenderingContext,
    readonly extent: Extent,
    readonly lanes: Lanes,
  ) {
    this.type = `ArrayTexture(${lanes})`;
    this.size = new Int32Array(texelGrid(extent));
    this.output = typeof extent === "number" ? [extent] : extent;
    this.dimensions = [this.output[0], this.output[1] ?? 1, 1];
  }
}

/**
 * A stand-in for a kernel's output texture. Before it draws, gpu.js asks it whether the texture has to be replaced; here
 * one from the pool always replaces it. So a kernel keeps no texture, and destroying it deletes none.
 */
class OutputSlot {
  texture: WebGLTexture | null = null;

  constructor(private readonly take: () => WebGLTexture) {}

  beforeMutate(): boolean {
    this.texture = this.take();
    return true;
  }

  /** gpu.js hands out a kernel's texture so. */
  clone(): this {
    return this;
  }

  delete(): void {}
}

/** gpu.js on WebGL2: kernels are fragment shaders that draw one texture from others. */
export class WebGlDriver implements Driver {
  readonly maxElements: number;
  readonly maxSide: number;
  readonly maxOutputs: number;
  private readonly gpu: GpuJs;
  private readonly textures: TexturePool;
  private readonly framebuffer: WebGLFramebuffer;
  private readsOneLane: boolean | null = null;

  constructor(
    GPU: GpuJsConstructor,
    private readonly gl: WebGL2RenderingContext,
  ) {
    // gpu.js resizes its canvas to its largest texture, and nothing is ever drawn on it.
    this.gpu = new GPU({ context: gl, canvas: { width: 1, height: 1 } });
    for (const { name, source, ...types } of nativeFunctions("glsl")) this.gpu.addNativeFunction(name, source, types);
    const largest = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
    this.maxSide = Math.min(8192, largest);
    // Beyond 2^24 whole numbers are no longer exact in a float.
    this.maxElements = Math.min(4096, largest) ** 2;
    this.textures = new TexturePool(gl);
    this.maxOutputs = this.drawsAtOnce(8) ? 8 : 4;
    this.framebuffer = gl.createFramebuffer();
  }

  get liveStores(): number {
    return this.textures.live;
  }

  get pooledBytes(): number {
    return this.textures.pooledBytes;
  }

  isLost(): boolean {
    return this.gl.isContextLost();
  }

  upload(data: Float32Array): Store {
    const { gl } = this;
    const [width, height] = texelGrid(data.length);
    const texture = this.textures.take(width, height, 1);
    this.textures.select(texture);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
    const rows = Math.floor(data.length / width);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, rows, gl.RED, gl.FLOAT, data);
    const rest = data.length - rows * width;
    if (rest > 0) {
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, rows, rest, 1, gl.RED, gl.FLOAT, data.subarray(rows * width));
    }
    return new TextureStore(texture, gl, data.length, 1);
  }

  download(store: Store): Float32Array {
    const { gl } = this;
    const { width, height, format, pixels } = this.prepareRead(store);
    gl.readPixels(0, 0, width, height, format, gl.FLOAT, pixels);
    return this.finishRead(store, pixels);
  }

  async downloadLater(store: Store): Promise<Float32Array> {
    const { gl } = this;
    const { width, height, format, pixels } = this.prepareRead(store);
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.bufferData(gl.PIXEL_PACK_BUFFER, pixels.byteLength, gl.STREAM_READ);
    gl.readPixels(0, 0, width, height, format, gl.FLOAT, 0);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    await this.finished();
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, pixels);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    gl.deleteBuffer(buffer);
    return this.finishRead(store, pixels);
  }

  free(store: Store): void {
    const { texture, size, lanes, isFreed } = store as TextureStore;
    if (isFreed) return;
    (store as TextureStore).isFreed = true;
    this.textures.give(texture, size[0], size[1], lanes);
  }

  compile(kernel: KernelText): Program {
    const { lanes } = kernel;
    let grid = texelGrid(kernel.extent);
    const slots = Array.from(
      { length: kernel.outputs },
      () => new OutputSlot(() => this.textures.take(...grid, lanes)),
    );
    const run = this.createKernel(kernel, slots);
    return {
      run: (inputs, scalars, extent) => {
        grid = texelGrid(extent);
        if (kernel.isOfAnyLength) this.resize(run.kernel, extent as number, grid);
        run(...inputs, ...scalars);
        return slots.map((slot) => {
          const { texture } = slot;
          slot.texture = null;
          return new TextureStore(texture as WebGLTexture, this.gl, extent, lanes);
        });
      },
      destroy: () => run.destroy(),
    };
  }

  /**
   * Tells a compiled kernel how long its next output is. gpu.js has a method for that, which makes a texture too and
   * enlarges the viewport of all kernels; so does this.
   */
  private resize(shader: GpuJsShader, length: number, [width, height]: readonly [number, number]): void {
    // Before its first call it has no sizes yet, and takes those that it was made with.
    if (shader.texSize === null || shader.output[0] === length) return;
    shader.output = [length];
    shader.threadDim = [length, 1, 1];
    shader.texSize = new Int32Array([width, height]);
    shader.updateMaxTexSize();
    this.gl.viewport(0, 0, shader.maxTexSize[0], shader.maxTexSize[1]);
  }

  private createKernel(kernel: KernelText, [texture, ...mappedTextures]: readonly OutputSlot[]): GpuJsKernel {
    const types = kernel.inputs.map((input) => (input as TextureStore).type);
    const settings = { ...settingsOf(kernel, types), injectedNative: prelude("glsl"), texture };
    if (mappedTextures.length === 0) return this.gpu.createKernel(kernel.text, settings);
    const first = this.gl.COLOR_ATTACHMENT0;
    return this.gpu.createKernelMap(outputFunctions(kernel), kernel.text, {
      ...settings,
      // Else gpu.js asks the first slot only.
      immutable: true,
      mappedTextures,
      drawBuffersMap: [first, ...mappedTextures.map((_, i) => first + i + 1)],
    });
  }

  destroy(): void {
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }

  /** True if a kernel can have `count` sheets as outputs: some GPUs also limit the bytes of a pixel over all of them. */
  private drawsAtOnce(count: number): boolean {
    const { gl, textures } = this;
    if ((gl.getParameter(gl.MAX_DRAW_BUFFERS) as number) < count) return false;
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    const sheets = Array.from({ length: count }, () => textures.take(1, 1, 4));
    for (const [i, sheet] of sheets.entries()) {
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + i, gl.TEXTURE_2D, sheet, 0);
    }
    const isComplete = gl.checkFramebufferStatus(gl.FRAMEBUFFER) === gl.FRAMEBUFFER_COMPLETE;
    gl.deleteFramebuffer(framebuffer);
    for (const sheet of sheets) textures.give(sheet, 1, 1, 4);
    return isComplete;
  }

  private prepareRead(store: Store): { width: number; height: number; format: number; pixels: Float32Array } {
    const { gl } = this;
    const { texture, size } = store as TextureStore;
    const [width, height] = size;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    gl.pixelStorei(gl.PACK_ALIGNMENT, 4);
    // Every engine can read four lanes; most can read the one that there is, which is a quarter of the work.
    this.readsOneLane ??=
      gl.getParameter(gl.IMPLEMENTATION_COLOR_READ_FORMAT) === gl.RED &&
      gl.getParameter(gl.IMPLEMENTATION_COLOR_READ_TYPE) === gl.FLOAT;
    const pixels = new Float32Array(width * height * (this.readsOneLane ? 1 : 4));
    return { width, height, format: this.readsOneLane ? gl.RED : gl.RGBA, pixels };
  }

  /** The elements among the floats that were read, if all that led to them went well. */
  private finishRead({ extent }: Store, pixels: Float32Array): Float32Array {
    const { gl } = this;
    const length = extent as number;
    const error = gl.getError();
    if (error === gl.OUT_OF_MEMORY) throw new DeviceError("gpu: the GPU is out of memory");
    if (error !== gl.NO_ERROR && !gl.isContextLost()) throw new DeviceError(`gpu: WebGL reported error ${error}`);
    return this.readsOneLane ? pixels.subarray(0, length) : Float32Array.from({ length }, (_, i) => pixels[4 * i]);
  }

  /** Waits, without keeping the thread, until the GPU has done what it was asked for. */
  private async finished(): Promise<void> {
    const { gl } = this;
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    while (sync !== null && !gl.isContextLost()) {
      const status = gl.clientWaitSync(sync, 0, 0);
      if (status !== gl.TIMEOUT_EXPIRED) break;
      await new Promise((resolve) => setTimeout(resolve));
    }
    gl.deleteSync(sync);
  }
}
