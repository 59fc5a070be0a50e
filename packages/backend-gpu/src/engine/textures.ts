import type { Extent, Lanes } from "./driver.js";

/** Bytes of freed textures that are kept for reuse. */
const poolCapacity = 512 * 2 ** 20;
/** A unit that kernels do not use: they count theirs from 0. */
const spareUnit = 15;

/** Width and height of the texture for an extent: as gpu.js chooses them for a kernel's output. */
export function texelGrid(extent: Extent): readonly [width: number, height: number] {
  if (typeof extent !== "number") return extent;
  const length = extent;
  const root = Math.sqrt(length);
  let high = Math.ceil(root);
  let low = Math.floor(root);
  while (high * low < length) {
    high--;
    low = Math.ceil(length / high);
  }
  return [low, Math.ceil(length / low)];
}

/** Textures of floats, reused when they are given back: a fresh one costs its memory and its clearing. */
export class TexturePool {
  live = 0;
  private bytes = 0;
  private readonly free = new Map<string, WebGLTexture[]>();

  constructor(private readonly gl: WebGL2RenderingContext) {}

  get pooledBytes(): number {
    return this.bytes;
  }

  take(width: number, height: number, lanes: Lanes): WebGLTexture {
    this.live++;
    const waiting = this.free.get(keyOf(width, height, lanes))?.pop();
    if (waiting === undefined) return this.create(width, height, lanes);
    this.bytes -= width * height * lanes * 4;
    return waiting;
  }

  give(texture: WebGLTexture, width: number, height: number, lanes: Lanes): void {
    this.live--;
    const bytes = width * height * lanes * 4;
    if (this.bytes + bytes > poolCapacity) {
      this.gl.deleteTexture(texture);
      return;
    }
    this.bytes += bytes;
    const key = keyOf(width, height, lanes);
    const waiting = this.free.get(key);
    if (waiting === undefined) this.free.set(key, [texture]);
    else waiting.push(texture);
  }

  /** Makes `texture` the one that calls without a name of a texture work on. */
  select(texture: WebGLTexture): void {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE0 + spareUnit);
    gl.bindTexture(gl.TEXTURE_2D, texture);
  }

  private create(width: number, height: number, lanes: Lanes): WebGLTexture {
    const { gl } = this;
    const texture = gl.createTexture();
    this.select(texture);
    // Floats cannot be interpolated: with any other filter the texture reads as zeros.
    for (const parameter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D, parameter, gl.NEAREST);
    }
    for (const parameter of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) {
      gl.texParameteri(gl.TEXTURE_2D, parameter, gl.CLAMP_TO_EDGE);
    }
    gl.texStorage2D(gl.TEXTURE_2D, 1, lanes === 1 ? gl.R32F : gl.RGBA32F, width, height);
    return texture;
  }
}

function keyOf(width: number, height: number, lanes: Lanes): string {
  return `${width}x${height}x${lanes}`;
}
