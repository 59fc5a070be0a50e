import { readFileSync } from "node:fs";
import { noGrad } from "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import * as optim from "@lumbre/optim";
import { arange, ones, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { internals } from "@lumbre/tensor/engine";
import { sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError, load, save, saveNpy, saveSafetensors } from "../index.js";
import { writeZip } from "../zip/writeZip.js";

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));

interface Described {
  readonly shape: readonly number[];
  readonly values: unknown;
}
const expected: {
  readonly tensors: Readonly<Record<string, Described>>;
  readonly model: Readonly<Record<string, unknown>>;
  readonly expAvg: readonly unknown[];
} = JSON.parse(new TextDecoder().decode(fixture("files.json")));

interface Everything {
  readonly tensors: Map<string, Tensor>;
  readonly values: Record<string, unknown>;
  readonly checkpoint: { readonly model: Map<string, Tensor>; readonly optimizer: ReturnType<optim.Adam["stateDict"]> };
  readonly aliases: readonly Tensor[];
}

/** Values as the fixture has them: texts for what JSON does not know. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

describe.each(["zip.pt", "legacy.pt"])("%s of torch.save", (name) => {
  const { tensors, values, checkpoint, aliases } = load<Everything>(fixture(name));

  test("has tensors of all dtypes and layouts, in order", () => {
    expect([...tensors.keys()]).toEqual(Object.keys(expected.tensors));
    for (const [key, x] of tensors) {
      expect(x.shape, key).toEqual(expected.tensors[key].shape);
      expect(plain(x.toArray()), key).toEqual(expected.tensors[key].values);
    }
    const dtypes = Object.fromEntries([...tensors].map(([key, x]) => [key, x.dtype]));
    expect(dtypes).toMatchObject({
      float16: "float32",
      bfloat16: "float32",
      int64: "int32",
      int8: "int32",
      bool: "bool",
    });
    expect(tensors.get("transposed")?.strides).toEqual([1, 4, 12]);
    expect(tensors.get("expanded")?.strides).toEqual([0, 1]);
    expect(tensors.get("parameter")?.requiresGrad).toBe(true);
    expect(tensors.get("base")?.requiresGrad).toBe(false);
  });

  test("has plain values, each as what it is", () => {
    expect(values).toMatchObject({
      epoch: 3,
      loss: 0.25,
      whole: 1,
      big: 2n ** 53n + 1n,
      negative: -(2 ** 40),
      none: null,
      flags: [true, false],
      pair: [1, "two"],
      nested: { a: [{ b: -1 }], 0: "zero" },
      text: "añ字🔥\n",
      bytes: Uint8Array.of(0, 127, 128, 255),
      set: new Set([5]),
      size: [2, 3],
      device: "cuda:1",
      dtype: "float16",
      infinity: Infinity,
    });
    expect(Object.getOwnPropertyDescriptor(values, "__proto__")?.value).toBe("a name");
  });

  test("goes on training: model and optimizer take their states", () => {
    const model = new nn.Sequential(
      new nn.Conv2d(1, 2, 3),
      new nn.BatchNorm2d(2),
      new nn.Flatten(),
      new nn.Linear(8, 2),
    );
    model.loadStateDict(checkpoint.model);
    for (const [key, x] of model.stateDict()) expect(plain(x.toArray()), key).toEqual(expected.model[key]);
    const optimizer = new optim.Adam(model.parameters());
    optimizer.loadStateDict(checkpoint.optimizer);
    const { state, param_groups: groups } = optimizer.stateDict();
    expect(groups[0].lr).toBe(0.01);
    expect(state[0].step).toBe(1);
    expect(Object.keys(state).map((i) => (state[Number(i)].exp_avg as Tensor).toArray())).toEqual(expected.expAvg);
  });

  test("keeps what shares memory together", () => {
    const [whole, tail, square] = aliases;
    whole.fill_(9);
    expect(tail.toArray()).toEqual([9, 9, 9, 9]);
    expect(internals(square).storage).toBe(internals(whole).storage);
  });
});

test.each([3, 4, 5])("a file of pickle protocol %i is read", (protocol) => {
  const file = load<Record<string, unknown>>(fixture(`protocol${protocol}.pt`));
  expect((file.x as Tensor).toArray()).toEqual([1, 1]);
  expect(file).toMatchObject({ b: Uint8Array.of(0, 255), t: "text", s: new Set([1]) });
});

test.each([3, 4, 5])("an older file of pickle protocol %i is read", (protocol) => {
  const { x, part, s } = load<Record<string, Tensor>>(fixture(`legacyProtocol${protocol}.pt`));
  expect(x.toArray()).toEqual([1, 1]);
  expect(part.shape).toEqual([1, 0]);
  expect(s).toEqual(new Set([1]));
});

/** What tools/fixtures/pytorch_files.py expects in own.pt. */
function own(): Uint8Array {
  const x = arange(6).view(2, 3).t();
  const model = new nn.Linear(3, 2);
  noGrad(() => {
    model.weight.fill_(0.5);
    model.bias?.fill_(0.25);
  });
  const optimizer = new optim.Adam(model.parameters(), 0.01);
  model.forward(ones(1, 3)).sum().backward();
  optimizer.step();
  const self: unknown[] = [];
  self.push(self);
  const tensors = {
    float32: tensor([1.5, -2.25, Infinity, NaN]),
    float64: tensor([0.1, -1e300], { dtype: "float64" }),
    int32: tensor([2 ** 31 - 1, -(2 ** 31)], { dtype: "int32" }),
    uint8: tensor([0, 255], { dtype: "uint8" }),
    bool: tensor([true, false]),
    transposed: x,
    part: x.select(1, 1),
    empty: zeros(2, 0, 3),
    scalar: tensor(7),
  };
  const values = {
    epoch: 3,
    loss: 0.25,
    big: 2n ** 60n,
    wide: -(2 ** 40),
    none: null,
    flags: [true, false],
    nested: { a: [{ b: -1 }], 0: "zero" },
    text: "añ字🔥\n",
    bytes: Uint8Array.of(0, 127, 128, 255),
    set: new Set([5]),
    infinity: Infinity,
    long: Array.from({ length: 300 }, (_, i) => i),
  };
  const states = { model: model.stateDict(), optimizer: optimizer.stateDict() };
  return save({ tensors: new Map(Object.entries(tensors)), values, self, ...states });
}

describe("save", () => {
  test("writes the bytes that PyTorch has read", () => {
    expect(own()).toEqual(new Uint8Array(fixture("own.pt")));
  });

  test("writes what load gives back, with what is shared and what holds itself", () => {
    const shared = [1];
    const x = ones(2);
    const object = { a: shared, b: shared, x, y: x.view(1, 2), z: x } as Record<string, unknown>;
    object.self = object;
    const back = load<Record<string, unknown>>(save(object));
    expect(back.a).toBe(back.b);
    expect(back.self).toBe(back);
    expect(back.x).toBe(back.z);
    (back.x as Tensor).fill_(5);
    expect((back.y as Tensor).toArray()).toEqual([[5, 5]]);
  });

  test.each<[string, unknown, string]>([
    [
      "a module",
      { model: new nn.Linear(1, 1) },
      "save: object.model must be a tensor or a plain value (null, boolean, number, string, array, object, Map, Set, Uint8Array), got",
    ],
    ["undefined", { a: [0, undefined] }, "save: object.a[1] must be a tensor or a plain value"],
    ["a function", { f: () => 0 }, "save: object.f must be"],
    ["another typed array", new Map([["w", new Float32Array(2)]]), 'save: object.get("w") must be'],
    ["a key that is no text", new Map([[{}, 1]]), "save: the keys of object must be strings or numbers, got"],
    ["half a character", ["\ud800"], "save: object[0] is no well-formed text"],
  ])("refuses %s, and says where it stands", (_, value, message) => {
    expect(() => save(value)).toThrow(message);
  });

  test("refuses what is nested deeper than Python reads", () => {
    let nested: unknown[] = [];
    for (let i = 0; i < 1e5; i++) nested = [nested];
    expect(() => save(nested)).toThrow("save: the object is nested more than 900 deep, which Python cannot read");
  });

  test("round trips plain values and tensors of any layout", () => {
    const leaf = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.bigInt({ min: -(2n ** 100n), max: -(2n ** 53n) }),
      fc.boolean(),
      fc.constant(null),
      fc.string({ unit: "grapheme" }),
      fc.uint8Array(),
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("node")),
        fc.dictionary(fc.string(), tie("node"), { noNullPrototype: true }),
        fc.array(fc.tuple(fc.string({ minLength: 1 }), tie("node"))).map((pairs) => new Map(pairs)),
      ),
    })).node;
    fc.assert(
      fc.property(value, (object) => {
        expect(load(save(object))).toEqual(object);
      }),
      { numRuns: sampledRuns(100) },
    );
  });
});

/** An archive like that of torch.save with a pickle and no storages. */
const archive = (...pickle: (string | number)[]): Uint8Array =>
  writeZip([
    {
      name: "a/data.pkl",
      bytes: Uint8Array.from(
        pickle.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : [part])),
      ),
    },
  ]);

describe("a file that is refused", () => {
  test.each<[string, Uint8Array, string]>([
    [
      "a whole module",
      fixture("module.pt"),
      "load: the file names the global torch.nn.modules.linear.Linear, which is not read",
    ],
    [
      "complex numbers",
      fixture("complex.pt"),
      "load: the file has a torch.ComplexFloatStorage, whose elements no dtype here can hold",
    ],
    ["an integer past int32", fixture("wide.pt"), "has the value 2147483648 at 0, which int32 cannot hold"],
    [
      "code",
      archive(0x80, 2, "cposix\nsystem\nX", 2, 0, 0, 0, "ls", 0x85, "R."),
      "load: the file names the global posix.system, which is not read",
    ],
    [
      "a million marks",
      archive("(".repeat(1e6)),
      "load: byte 1000000 asks for 1 bytes more, but there are 0; the file is truncated",
    ],
    [
      "a declared length of 4 GB",
      archive("X", 255, 255, 255, 255, "a."),
      "load: byte 5 asks for 4294967295 bytes more, but there are 2",
    ],
    [
      "an integer of 2 GB",
      archive(0x8b, 255, 255, 255, 127, "."),
      "load: the pickle has an integer of 2147483647 bytes, expected 0 to 1024",
    ],
    ["an empty stack", archive("."), "load: the pickle takes a value from an empty stack"],
    ["an unknown opcode", archive(0x97, "."), "load: the pickle has the opcode 0x97 at byte 0"],
    ["a value before it is there", archive("h", 0, "."), "load: the pickle uses value 0 before it has one"],
    ["a call of a text", archive("X", 1, 0, 0, 0, "a)R."), "load: the pickle calls what is no function"],
    [
      "two keys of one name",
      archive("}(K", 1, "K", 1, "X", 1, 0, 0, 0, "1K", 2, "u."),
      'load: a dict has the key "1" twice',
    ],
    [
      "safetensors",
      saveSafetensors({ a: ones(1) }),
      "load: the bytes do not start as a file of torch.save does; for a safetensors file write loadSafetensors(bytes)",
    ],
    ["a .npy file", saveNpy(ones(1)), "for a .npy file write loadNpy(bytes)"],
    ["a web page", new TextEncoder().encode("<!DOCTYPE html>404"), "they are a web page, perhaps a server's error"],
    ["nothing", new Uint8Array(0), "load: the bytes do not start as a file of torch.save does: there are none"],
    [
      "an archive of something else",
      writeZip([{ name: "x", bytes: new Uint8Array(1) }]),
      "load: the zip archive has no data.pkl",
    ],
    [
      "a TorchScript program",
      writeZip([
        { name: "a/data.pkl", bytes: new Uint8Array(1) },
        { name: "a/constants.pkl", bytes: new Uint8Array(1) },
      ]),
      "load: this is a TorchScript program",
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => load(bytes)).toThrow(FormatError);
    expect(() => load(bytes)).toThrow(message);
  });

  test("a tensor of integers that requires a gradient", () => {
    const bytes = save(ones(2, { dtype: "int32" })).map((byte) => (byte === 0x89 ? 0x88 : byte));
    expect(() => load(bytes)).toThrow(new FormatError("load: a tensor of int32 requires a gradient"));
  });

  test("a list that holds itself is no danger", () => {
    const list = load<unknown[]>(archive("]q", 0, "h", 0, "a."));
    expect(list[0]).toBe(list);
  });

  test.each(["zip.pt", "legacy.pt"])("%s cut anywhere", (name) => {
    const bytes = fixture(name);
    for (let length = 0; length < bytes.length; length += 97) {
      expect(() => load(bytes.subarray(0, length)), String(length)).toThrow(FormatError);
    }
  });

  test.each(["zip.pt", "legacy.pt", "protocol4.pt"])("%s with a byte changed is read or refused", (name) => {
    const bytes = fixture(name);
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, (mutations) => {
        const changed = Uint8Array.from(bytes);
        for (const [at, byte] of mutations) changed[at] = byte;
        try {
          load(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: sampledRuns(300) },
    );
  });
});

test("tensors go to the device that is asked for", () => {
  expect(() => load(save({ x: ones(1) }), { mapLocation: "cpu" as never })).toThrow(
    "load: mapLocation must be a device",
  );
  expect(load<Tensor>(save(ones(1))).device).toBe(ones(1).device);
});
