import { DeviceError } from "@lumbre/tensor";
import { nativeFunctions, prelude } from "../functions/index.js";
import type { Driver, KernelText, Lanes, Program, Store } from "./driver.js";
import type { GpuJs, GpuJsConstructor } from "./gpuJs.js";
import { settingsOf } from "./settings.js";
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
    readonly length: number,
    readonly lanes: Lanes,
  ) {
    this.type = `ArrayTexture(${lanes})`;
    this.size = new Int32Array(texelGrid(length));
    this.dimensions = [length, 1, 1];
    this.output = [length];
  }
}

/**
 * What stands in the place of a kernel's output texture. Before it draws, gpu.js asks whether another one has to take its
 * place; here one from the pool always does. So a kernel keeps no texture, and destroying it takes none from anybody.
 */
class OutputSlot {
  texture: WebGLTexture | null = null;

  constructor(private readonly take: () => WebGLTexture) {}

  beforeMutate(): boolean {
    this.texture = this.take();
    return true;
  }

  delete(): void {}
}

/** gpu.js on WebGL2: kernels are fragment shaders that draw one texture from others. */
export class WebGlDriver implements Driver {
  readonly maxElements: number;
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
    const side = Math.min(4096, gl.getParameter(gl.MAX_TEXTURE_SIZE) as number);
    // Beyond 2^24 whole numbers are no longer exact in a float.
    this.maxElements = side * side;
    this.textures = new TexturePool(gl);
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
    const { length, lanes } = kernel;
    const [width, height] = texelGrid(length);
    const slot = new OutputSlot(() => this.textures.take(width, height, lanes));
    const types = kernel.inputs.map((input) => (input as TextureStore).type);
    const run = this.gpu.createKernel(kernel.text, {
      ...settingsOf(kernel, types),
      injectedNative: prelude("glsl"),
      texture: slot,
    });
    return {
      run: (inputs, scalars) => {
        run(...inputs, ...scalars);
        const { texture } = slot;
        slot.texture = null;
        return new TextureStore(texture as WebGLTexture, this.gl, length, lanes);
      },
      destroy: () => run.destroy(),
    };
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
  private finishRead({ length }: Store, pixels: Float32Array): Float32Array {
    const { gl } = this;
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
