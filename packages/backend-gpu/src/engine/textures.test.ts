import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { TexturePool, texelGrid } from "./textures.js";

describe("the texture of a length", () => {
  test("is nearly square, and has no row too many", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 24 })), (length) => {
        const [width, height] = texelGrid(length);
        expect(width * height).toBeGreaterThanOrEqual(length);
        expect(width * (height - 1)).toBeLessThan(length);
        expect(Math.abs(width - Math.sqrt(length))).toBeLessThan(2);
        expect(height).toBeLessThanOrEqual(4096);
      }),
    );
    // As gpu.js chooses them in closestSquareDimensions.
    const some = [
      [1, 1],
      [1, 2],
      [3, 1],
      [2, 2],
      [2, 3],
      [2, 3],
      [4, 2],
      [4, 2],
      [3, 3],
      [3, 4],
      [5, 3],
      [4, 4],
    ];
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16].map(texelGrid)).toEqual(some);
    expect(texelGrid(2 ** 24)).toEqual([4096, 4096]);
  });

  test("is a sheet as it is", () => {
    expect(texelGrid([5, 300])).toEqual([5, 300]);
  });
});

/** What WebGL was told about a texture. */
class Told {
  readonly parameters = new Map<number, number>();
  storage: readonly number[] = [];
  isDeleted = false;
}

/** A context that knows its textures: numbers are WebGL's own. */
class Context {
  readonly [name: string]: unknown;
  TEXTURE_2D = 0x0de1;
  TEXTURE0 = 0x84c0;
  TEXTURE_MIN_FILTER = 0x2801;
  TEXTURE_MAG_FILTER = 0x2800;
  TEXTURE_WRAP_S = 0x2802;
  TEXTURE_WRAP_T = 0x2803;
  NEAREST = 0x2600;
  CLAMP_TO_EDGE = 0x812f;
  R32F = 0x822e;
  RGBA32F = 0x8814;
  unit = this.TEXTURE0;
  readonly units = new Map<number, Told>();
  readonly createTexture = (): Told => new Told();
  readonly activeTexture = (unit: number): void => {
    this.unit = unit;
  };
  readonly bindTexture = (_target: number, texture: Told): void => {
    this.units.set(this.unit, texture);
  };
  readonly texParameteri = (_target: number, parameter: number, value: number): void => {
    this.units.get(this.unit)?.parameters.set(parameter, value);
  };
  readonly texStorage2D = (_target: number, ...storage: number[]): void => {
    (this.units.get(this.unit) as Told).storage = storage;
  };
  readonly deleteTexture = (texture: Told): void => {
    texture.isDeleted = true;
  };
}

describe("a pool of textures", () => {
  let gl: Context;
  let pool: TexturePool;
  const take = (width: number, height: number, lanes: 1 | 4): Told => pool.take(width, height, lanes) as Told;

  beforeEach(() => {
    gl = new Context();
    pool = new TexturePool(gl as never);
  });

  test("makes textures of floats that are read as they are", () => {
    const [x, sheet] = [take(3, 2, 1), take(5, 7, 4)];
    expect([x.storage, sheet.storage]).toEqual([
      [1, gl.R32F, 3, 2],
      [1, gl.RGBA32F, 5, 7],
    ]);
    for (const { parameters } of [x, sheet]) {
      expect([...parameters].sort()).toEqual([
        [gl.TEXTURE_MAG_FILTER, gl.NEAREST],
        [gl.TEXTURE_MIN_FILTER, gl.NEAREST],
        [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
        [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
      ]);
    }
  });

  test("works on a unit that no kernel reads: 15, the last that WebGL2 promises", () => {
    const kernels = new Told();
    gl.bindTexture(gl.TEXTURE_2D, kernels);
    const x = take(1, 1, 1);
    pool.select(x as never);
    expect([gl.units.get(gl.TEXTURE0), gl.units.get(gl.TEXTURE0 + 15)]).toEqual([kernels, x]);
    expect(gl.unit).toBe(gl.TEXTURE0 + 15);
  });

  test("hands out what was given back, for the same size and lanes only", () => {
    const textures = [take(3, 2, 1), take(3, 2, 1), take(3, 2, 4)];
    for (const [i, lanes] of ([1, 1, 4] as const).entries()) pool.give(textures[i] as never, 3, 2, lanes);
    const others = [take(2, 3, 1), take(3, 3, 1), take(6, 1, 1)];
    for (const other of others) expect(textures).not.toContain(other);
    expect([take(3, 2, 4), take(3, 2, 1), take(3, 2, 1)]).toEqual([textures[2], textures[1], textures[0]]);
    expect(textures).not.toContain(take(3, 2, 1));
  });

  test("counts what lives, and the bytes that wait", () => {
    const [x, y, sheet] = [take(3, 2, 1), take(3, 2, 1), take(5, 7, 4)];
    expect([pool.live, pool.pooledBytes]).toEqual([3, 0]);
    pool.give(x as never, 3, 2, 1);
    pool.give(sheet as never, 5, 7, 4);
    expect([pool.live, pool.pooledBytes]).toEqual([1, 24 + 560]);
    take(5, 7, 4);
    expect([pool.live, pool.pooledBytes]).toEqual([2, 24]);
    pool.give(y as never, 3, 2, 1);
    expect([pool.live, pool.pooledBytes]).toEqual([1, 48]);
  });

  test("keeps at most 512 MiB, and deletes what would be more", () => {
    // Of 64 MiB each.
    const textures = Array.from({ length: 9 }, () => take(4096, 4096, 1));
    for (const texture of textures) pool.give(texture as never, 4096, 4096, 1);
    expect(textures.map(({ isDeleted }) => isDeleted)).toEqual([...Array(8).fill(false), true]);
    expect([pool.live, pool.pooledBytes]).toEqual([0, 2 ** 29]);
    const small = take(1, 1, 1);
    pool.give(small as never, 1, 1, 1);
    expect(small.isDeleted).toBe(true);
    // One that is taken again makes room.
    const again = take(4096, 4096, 1);
    expect(again).toBe(textures[7]);
    pool.give(again as never, 4096, 4096, 1);
    expect([again.isDeleted, pool.pooledBytes]).toEqual([false, 2 ** 29]);
  });
});
