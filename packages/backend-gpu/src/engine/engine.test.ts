import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CpuModeDriver } from "./cpuMode.js";
import type { Driver } from "./driver.js";
import { Engine, type Kernel, Machine } from "./engine.js";
import { loadGpuJs } from "./gpuJs.js";
import { settingsOf } from "./settings.js";

const GPU = await loadGpuJs();
let driver: Driver;
let engine: Engine;

beforeEach(() => {
  driver = new CpuModeDriver(GPU);
  engine = new Engine("test", new Machine(driver));
});

afterEach(() => {
  vi.restoreAllMocks();
});

const plus: Kernel<{ readonly amount: number }> = {
  name: "plus",
  source: ({ amount }) => `function (x) { return x[this.thread.x] + ${amount}; }`,
};

const times: Kernel<null> = {
  name: "times",
  source: () => "function (x, factor) { return x[this.thread.x] * factor; }",
};

const floats = (...values: number[]) => engine.wrap(Float32Array.from(values), "float32");

describe("buffers", () => {
  test("come to the device when a kernel needs them, once", () => {
    const upload = vi.spyOn(driver, "upload");
    const x = floats(1, 2);
    expect(upload).toHaveBeenCalledTimes(0);
    engine.run(plus, { amount: 1 }, [x], 2, "float32");
    engine.run(plus, { amount: 2 }, [x], 2, "float32");
    expect(upload).toHaveBeenCalledTimes(1);
  });

  test("are read back once, and not at all when the host has them", () => {
    const download = vi.spyOn(driver, "download");
    const x = floats(1, 2);
    const y = engine.run(plus, { amount: 1 }, [x], 2, "float32");
    expect([...engine.read(x)]).toEqual([1, 2]);
    expect(download).toHaveBeenCalledTimes(0);
    expect([...engine.read(y)]).toEqual([2, 3]);
    expect([...engine.read(y)]).toEqual([2, 3]);
    expect(download).toHaveBeenCalledTimes(1);
  });

  test("have other values once they are written", () => {
    const x = floats(1, 2);
    engine.overwrite(x, plus, { amount: 1 }, [x]);
    expect([...engine.read(x)]).toEqual([2, 3]);
    engine.overwrite(x, plus, { amount: 1 }, [x]);
    expect([...engine.read(x)]).toEqual([3, 4]);
  });

  test("keep their dtype", async () => {
    const x = engine.wrap(Int32Array.of(7, -7), "int32");
    const y = engine.run(plus, { amount: 1 }, [x], 2, "int32");
    expect(engine.read(y)).toEqual(Int32Array.of(8, -6));
    expect(await engine.readLater(y)).toEqual(Int32Array.of(8, -6));
  });

  test("leave nothing on the device when they are freed", () => {
    const x = floats(1, 2);
    const y = engine.run(plus, { amount: 1 }, [x], 2, "float32");
    engine.overwrite(x, plus, { amount: 1 }, [y]);
    expect(driver.liveStores).toBe(2);
    for (const buffer of [x, y, y]) engine.free(buffer);
    expect([driver.liveStores, engine.liveBuffers]).toEqual([0, 0]);
  });

  test("that are freed throw when they are used", () => {
    const x = floats(1, 2);
    engine.free(x);
    const message = "gpu: this memory was given back, and is not used again";
    expect(() => engine.read(x)).toThrow(message);
    expect(() => engine.run(plus, { amount: 1 }, [x], 2, "float32")).toThrow(message);
  });

  test("without elements stay away from the device", () => {
    const x = floats();
    const y = engine.run(plus, { amount: 1 }, [x], 0, "float32");
    expect(engine.read(y).length).toBe(0);
    expect(driver.liveStores).toBe(0);
  });

  test("without elements go to the device as one: there are no textures without", () => {
    const upload = vi.spyOn(driver, "upload");
    const constant: Kernel<null> = { name: "constant", source: () => "function (x) { return 7; }" };
    expect([...engine.read(engine.run(constant, null, [floats()], 2, "float32"))]).toEqual([7, 7]);
    expect(upload.mock.calls.map(([{ length }]) => length)).toEqual([1]);
  });

  test("that nobody has written are zeros", () => {
    const x = engine.allocate(2, "int32");
    expect(engine.read(engine.run(plus, { amount: 1 }, [x], 2, "int32"))).toEqual(Int32Array.of(1, 1));
    expect(engine.read(engine.allocate(2, "uint8"))).toEqual(new Uint8Array(2));
  });
});

describe("compiled kernels", () => {
  test("are kept for the same constants and lengths", () => {
    const compile = vi.spyOn(driver, "compile");
    const [short, long] = [floats(1, 2), floats(1, 2, 3)];
    engine.run(plus, { amount: 1 }, [short], 2, "float32");
    engine.run(plus, { amount: 1 }, [floats(5, 6)], 2, "float32");
    expect(compile).toHaveBeenCalledTimes(1);
    engine.run(plus, { amount: 2 }, [short], 2, "float32");
    engine.run(plus, { amount: 1 }, [long], 2, "float32");
    engine.run(plus, { amount: 1 }, [long], 3, "float32");
    expect(compile).toHaveBeenCalledTimes(4);
  });

  test("serve any length, where their text says so", () => {
    const compile = vi.spyOn(driver, "compile");
    const anywhere: Kernel<{ readonly amount: number }> = { ...plus, isOfAnyLength: ({ amount }) => amount < 10 };
    for (const length of [3, 1, 5, 2]) {
      const x = floats(...Array.from({ length }, (_, i) => i));
      expect(engine.read(engine.run(anywhere, { amount: 1 }, [x], length, "float32"))).toEqual(
        Float32Array.from({ length }, (_, i) => i + 1),
      );
    }
    expect(compile).toHaveBeenCalledTimes(1);
    for (const length of [3, 1]) engine.run(anywhere, { amount: 10 }, [floats(1, 2, 3)], length, "float32");
    expect(compile).toHaveBeenCalledTimes(3);
  });

  test("take numbers that change from call to call, and know -0 from 0", () => {
    const compile = vi.spyOn(driver, "compile");
    const x = floats(1, 2);
    const results = [3, 4].map((factor) => [...engine.read(engine.run(times, null, [x], 2, "float32", [factor]))]);
    expect(results).toEqual([
      [3, 6],
      [4, 8],
    ]);
    expect(compile).toHaveBeenCalledTimes(1);
    const signs = [0, -0].map((factor) => engine.read(engine.run(times, null, [x], 2, "float32", [factor]))[0]);
    expect(signs).toEqual([0, -0]);
  });

  test("leave when there are too many, the one that was not used for longest first", () => {
    engine = new Engine("test", new Machine(driver, 2));
    const destroyed: string[] = [];
    const compileText = driver.compile.bind(driver);
    const compile = vi.spyOn(driver, "compile").mockImplementation((kernel) => ({
      ...compileText(kernel),
      destroy: () => destroyed.push(kernel.text.at(-4) as string),
    }));
    const x = floats(1);
    for (const amount of [1, 2, 1, 3, 1, 2]) engine.run(plus, { amount }, [x], 1, "float32");
    // 3 takes the place of 2, and 2 that of 3.
    expect(compile.mock.calls.map(([{ text }]) => text.at(-4))).toEqual(["1", "2", "3", "2"]);
    expect(destroyed).toEqual(["2", "3"]);
    expect(engine.machine.programs.size).toBe(2);
  });

  test("never have the library's own settings", () => {
    const settings = settingsOf(
      { name: "", text: "", scalars: 1, inputs: [], extent: 3, lanes: 1, outputs: 1, isOfAnyLength: false },
      ["Array"],
    );
    expect(settings).toMatchObject({ precision: "single", tactic: "precision", pipeline: true });
    expect(settings.loopMaxIterations).toBeGreaterThan(1000);
    expect(settings.argumentTypes).toEqual(["Array", "Float"]);
  });
});

describe("elements of four floats", () => {
  const quadruple: Kernel<null> = {
    name: "quadruple",
    lanes: 4,
    source: () => "function (x) { const i = this.thread.x; return [x[i], 2 * x[i], 3 * x[i], 4 * x[i]]; }",
  };
  const outerAndLast: Kernel<null> = {
    name: "outerAndLast",
    source: () => "function (x) { const v = x[this.thread.x]; return 10 * v[0] + v[3]; }",
  };

  test("go from kernel to kernel", () => {
    const four = engine.run(quadruple, null, [floats(1, 2, 3)], 3, "float32");
    expect([...engine.read(engine.run(outerAndLast, null, [four], 3, "float32"))]).toEqual([14, 28, 42]);
  });

  const coordinates: Kernel<null> = {
    name: "coordinates",
    lanes: 4,
    source: () => `function (x) {
      output1([7, 0, 0, x[1]]);
      return [this.thread.x, this.thread.y, x[0], 0];
    }`,
  };
  const texelAt: Kernel<{ readonly x: number; readonly y: number }> = {
    name: "texelAt",
    source: ({ x, y }) =>
      `function (sheet) { const v = texel(sheet, ${x}, ${y}); return v[0] + 10 * v[1] + 100 * v[2] + 1000 * v[3]; }`,
  };

  test("make sheets of rows and columns, several at once", () => {
    const [sheet, other] = engine.runAll(coordinates, null, [floats(5, 6)], [3, 2], ["float32", "float32"]);
    expect([sheet.length, other.length]).toEqual([6, 6]);
    const read = (from: typeof sheet, x: number, y: number) =>
      engine.read(engine.run(texelAt, { x, y }, [from], 1, "float32"))[0];
    expect([read(sheet, 0, 0), read(sheet, 2, 0), read(sheet, 1, 1)]).toEqual([500, 502, 511]);
    expect([read(other, 0, 0), read(other, 2, 1)]).toEqual([6007, 6007]);
    for (const buffer of [sheet, other]) engine.free(buffer);
  });

  test.each([
    [0, 2],
    [3, 0],
  ])("make no sheet of %i columns and %i rows on the device", (width, height) => {
    const run = vi.spyOn(driver, "compile");
    const [sheet] = engine.runAll(coordinates, null, [floats(5, 6)], [width, height], ["float32"]);
    expect([sheet.length, engine.read(sheet).length]).toEqual([0, 0]);
    expect(run).not.toHaveBeenCalled();
  });
});

describe("a context that is lost", () => {
  test("lets no zeros through", async () => {
    const x = floats(1, 2);
    const y = engine.run(plus, { amount: 1 }, [x], 2, "float32");
    const later = engine.readLater(y);
    vi.spyOn(driver, "isLost").mockReturnValue(true);
    const message = /^the test device has lost its WebGL context/;
    expect(() => engine.read(y)).toThrow(message);
    expect(() => engine.run(plus, { amount: 1 }, [x], 2, "float32")).toThrow(message);
    await expect(later).rejects.toThrow(message);
    // Uploaded values are still there.
    expect([...engine.read(x)]).toEqual([1, 2]);
    engine.free(y);
  });

  test("is noticed when it goes while values are read", () => {
    const y = engine.run(plus, { amount: 1 }, [floats(1)], 1, "float32");
    vi.spyOn(driver, "download").mockImplementation(() => {
      vi.spyOn(driver, "isLost").mockReturnValue(true);
      return new Float32Array(1);
    });
    expect(() => engine.read(y)).toThrow(/has lost its WebGL context/);
  });
});

test("a device that was disposed of holds and computes nothing", () => {
  const x = floats(1, 2);
  const y = engine.run(plus, { amount: 1 }, [x], 2, "float32");
  engine.dispose();
  expect(driver.liveStores).toBe(0);
  expect(() => engine.read(y)).toThrow();
  expect(() => engine.run(plus, { amount: 1 }, [], 2, "float32")).toThrow("the test device was disposed of");
  engine.free(y);
});
