import { DeviceError, Tensor } from "@lumbre/tensor";
import {
  bind,
  contiguousStrides,
  defineKind,
  defineSignature,
  internals,
  required,
  type Storage,
} from "@lumbre/tensor/engine";
import { encodeElements } from "../elementTypes.js";
import { Pickler } from "../pickle/pickle.js";
import { writeZip } from "../zip/writeZip.js";
import { storageNames } from "./storageTypes.js";

const signature = defineSignature(
  "save",
  required(
    "object",
    defineKind<unknown>("a tensor or a plain value", () => true),
  ),
);
/** What torch.save calls the folder of the archive where it does not know the file's name. */
const folder = "archive";
/** The version of the format that torch.save of PyTorch 1.6 and later writes. */
const version = "3\n";

/**
 * The bytes of a file that `torch.load` and {@link load} read: tensors and plain values, in any nesting.
 *
 * A Map, such as a state dict, becomes an OrderedDict; a plain object a dict, in which names such as `0` are numbers;
 * arrays lists; Sets sets; a Uint8Array bytes; null None; whole numbers and bigints int; other numbers float. As in
 * PyTorch, tensors that share memory share it in the file, and a view brings the whole memory that it looks at.
 *
 * @param object What to save: a `stateDict()`, or an object with several, and with numbers and texts beside them.
 * @throws {ArgumentError} for what has no counterpart in Python, such as a module, a function or undefined; the message
 *   says where it stands.
 * @throws {DeviceError} for tensors on a device that can be read with `await` only.
 * @example
 * const model = new nn.Linear(2, 1);
 * const optimizer = new optim.Adam(model.parameters());
 * const bytes = save({ epoch: 3, model: model.stateDict(), optimizer: optimizer.stateDict() });
 * load<{ epoch: number }>(bytes).epoch; // => 3
 * save({ model }); // throws ArgumentError: save: object.model must be a tensor or a plain value
 * @see https://pytorch.org/docs/stable/generated/torch.save.html
 */
export function save(object: unknown): Uint8Array<ArrayBuffer> {
  [object] = bind(signature, arguments);
  const storages = new Map<Storage, StoredBytes>();
  const pickler = new Pickler("save", {
    writeOther: (value) => {
      if (!(value instanceof Tensor)) return false;
      writeTensor(pickler, value, storages);
      return true;
    },
  });
  const pickle = pickler.dump(object);
  return writeZip([
    { name: `${folder}/data.pkl`, bytes: pickle },
    ...Array.from(storages.values(), ({ key, bytes }) => ({ name: `${folder}/data/${key}`, bytes })),
    { name: `${folder}/version`, bytes: new TextEncoder().encode(version) },
  ]);
}

/** A storage, under the name that its tensors refer to it by. */
interface StoredBytes {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** Writes a tensor: which storage it lies in, and how. */
function writeTensor(pickler: Pickler, x: Tensor, storages: Map<Storage, StoredBytes>): void {
  const { storage, offset, shape, dtype } = internals(x);
  const stored = storages.get(storage) ?? { key: String(storages.size), bytes: storageBytes(x) };
  storages.set(storage, stored);
  pickler.global("torch._utils", "_rebuild_tensor_v2");
  pickler.opcode("MARK");
  writeStorageId(pickler, stored.key, storageNames[dtype], storage.length);
  pickler.number(offset);
  writeTuple(pickler, shape);
  // An empty tensor has strides of which nobody asks anything; these are what PyTorch gives it.
  writeTuple(pickler, x.numel() === 0 ? contiguousStrides(shape).map((stride) => Math.max(stride, 1)) : x.strides);
  pickler.opcode(x.requiresGrad ? "NEWTRUE" : "NEWFALSE");
  pickler.global("collections", "OrderedDict");
  pickler.opcode("EMPTY_TUPLE");
  pickler.opcode("REDUCE");
  pickler.opcode("TUPLE");
  pickler.opcode("REDUCE");
}

function writeStorageId(pickler: Pickler, key: string, className: string, length: number): void {
  pickler.opcode("MARK");
  pickler.write("storage");
  pickler.global("torch", className);
  pickler.write(key);
  pickler.write("cpu");
  pickler.number(length);
  pickler.opcode("TUPLE");
  pickler.opcode("BINPERSID");
}

function writeTuple(pickler: Pickler, values: readonly number[]): void {
  pickler.opcode("MARK");
  for (const value of values) pickler.number(value);
  pickler.opcode("TUPLE");
}

/** All elements of the memory that a tensor lies in; on the device's own memory, so that they are to be used at once. */
function storageBytes(x: Tensor): Uint8Array {
  const { storage } = internals(x);
  const { kernels, name } = storage.device;
  if (kernels.readSync === undefined) {
    throw new DeviceError(`save: the ${name} device cannot be read at once; move the tensors to the cpu first`);
  }
  return encodeElements(kernels.readSync(storage.buffer).subarray(0, storage.length));
}
