import { DataError } from "../errors.js";

// The serialize package reads PyTorch's pickles, and is none that datasets are made with: it knows storages and tensors, where
// this knows NumPy's arrays of bytes. Each has a list of the few names that it accepts.

/** What a batch of CIFAR's archive for Python holds. */
export interface Batch {
  /** The pixels of all images, one image after the other. */
  readonly data: Uint8Array;
  readonly labels: readonly number[];
}

/** The functions and classes that a batch may name; nothing else is known, and nothing is run. */
const known = ["numpy.core.multiarray _reconstruct", "numpy._core.multiarray _reconstruct", "numpy ndarray"];
const dtypes = ["numpy dtype"];
const encoders = ["_codecs encode"];

class Global {
  constructor(readonly name: string) {}
}

/** A NumPy array that is being built, whose shape and bytes come with its state. */
class PickledArray {
  shape: unknown = null;
  bytes: Uint8Array | null = null;
}

/** A dtype: of those that there are only bytes are accepted. */
class ByteType {}

const mark = Symbol("mark");

/**
 * Reads a batch of CIFAR's archive for Python: a pickled dict with an array of bytes, "data", and lists of labels.
 *
 * The reader knows what such files are made of and nothing else, so that a file can neither run anything nor fill the
 * memory: what it makes is no larger than what it reads.
 *
 * @param labels The name of the list of labels: "labels" or "fine_labels".
 * @throws {DataError} for a file that holds anything else, or was cut.
 */
export function readBatch(file: Uint8Array, name: string, labels: string): Batch {
  const reader = new PickleReader(file, name);
  const dict = reader.read();
  if (!(dict instanceof Map)) throw reader.error("expected a dict");
  const data = dict.get("data");
  const list = dict.get(labels);
  if (!(data instanceof PickledArray) || data.bytes === null) throw reader.error("it has no array of bytes, data");
  if (!Array.isArray(list) || !list.every((label) => typeof label === "number")) {
    throw reader.error(`it has no list of numbers, ${labels}`);
  }
  return { data: data.bytes, labels: list };
}

class PickleReader {
  private readonly view: DataView;
  private at = 0;
  private readonly stack: unknown[] = [];
  private readonly memo = new Map<number, unknown>();

  constructor(
    private readonly file: Uint8Array,
    private readonly name: string,
  ) {
    this.view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  }

  error(problem: string): DataError {
    return new DataError(`${this.name} is no batch of CIFAR for Python: ${problem}`);
  }

  read(): unknown {
    for (;;) {
      const code = String.fromCharCode(this.byte());
      if (code === ".") return this.pop();
      const run = opcodes[code];
      if (run === undefined) throw this.error(`there is an unknown opcode at byte ${this.at - 1}`);
      run(this);
    }
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  pop(): unknown {
    if (this.stack.length === 0) throw this.error(`nothing is left on the stack at byte ${this.at}`);
    return this.stack.pop();
  }

  top(): unknown {
    return this.stack.at(-1);
  }

  /** What has been pushed since the last mark. */
  popMarked(): unknown[] {
    const start = this.stack.lastIndexOf(mark);
    if (start < 0) throw this.error(`there is no mark at byte ${this.at}`);
    return this.stack.splice(start).slice(1);
  }

  popTuple(length: number): void {
    this.push(Array.from({ length }, () => this.pop()).reverse());
  }

  /** The next bytes of the file, without a copy. */
  take(length: number): Uint8Array {
    if (length > this.file.length - this.at) throw this.error(`it ends within what begins at byte ${this.at}`);
    this.at += length;
    return this.file.subarray(this.at - length, this.at);
  }

  byte(): number {
    return this.take(1)[0];
  }

  uint16(): number {
    this.take(2);
    return this.view.getUint16(this.at - 2, true);
  }

  int32(): number {
    this.take(4);
    return this.view.getInt32(this.at - 4, true);
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  text(length: number): string {
    return new TextDecoder().decode(this.take(length));
  }

  line(): string {
    const end = this.file.indexOf(10, this.at);
    if (end < 0) throw this.error(`it ends within the line at byte ${this.at}`);
    const text = this.text(end - this.at);
    this.at = end + 1;
    return text;
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  recall(index: number): void {
    if (!this.memo.has(index)) throw this.error(`byte ${this.at} refers to what was not there`);
    this.push(this.memo.get(index));
  }

  global(): void {
    const name = `${this.line()} ${this.line()}`;
    if (![...known, ...dtypes, ...encoders].includes(name)) {
      throw this.error(`it names ${name}, expected nothing but arrays`);
    }
    this.push(new Global(name));
  }

  /** Calls a function, of those that are known. */
  reduce(): void {
    const given = this.pop();
    const callee = this.pop();
    if (!(callee instanceof Global) || !Array.isArray(given))
      throw this.error(`what byte ${this.at} calls is no function`);
    if (encoders.includes(callee.name)) this.push(this.encoded(given));
    else this.push(dtypes.includes(callee.name) ? this.dtype(given) : new PickledArray());
  }

  /** Bytes that Python 3 wrote as the text that Latin 1 makes of them. */
  private encoded([text, encoding]: unknown[]): Uint8Array {
    if (typeof text !== "string" || encoding !== "latin1") throw this.error("it has bytes in another encoding");
    return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  }

  private dtype([type]: unknown[]): ByteType {
    if (textOf(type) !== "u1") throw this.error(`it has an array of ${textOf(type)}, expected u1: bytes`);
    return new ByteType();
  }

  /** Gives an array its state: version, shape, dtype, order and bytes. */
  build(): void {
    const state = this.pop();
    const target = this.top();
    // The state of a dtype says the order of its bytes.
    if (target instanceof ByteType) return;
    if (!(target instanceof PickledArray) || !Array.isArray(state)) throw this.error("it has a state of no array");
    const [, shape, dtype, isFortran, bytes] = state;
    const isNumbers = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
    if (!isNumbers || !(dtype instanceof ByteType) || isFortran !== false || !(bytes instanceof Uint8Array)) {
      throw this.error("it has an array that is not one of bytes in C's order");
    }
    const count = shape.reduce((product: number, size: number) => product * size, 1);
    if (bytes.length !== count) throw this.error(`its array has ${bytes.length} bytes, expected ${count}`);
    target.shape = shape;
    target.bytes = bytes;
  }

  setItems(items: unknown[]): void {
    const dict = this.top();
    if (!(dict instanceof Map)) throw this.error(`byte ${this.at} adds keys to what is no dict`);
    for (let i = 0; i + 1 < items.length; i += 2) dict.set(textOf(items[i]), items[i + 1]);
  }

  append(items: readonly unknown[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw this.error(`byte ${this.at} adds to what is no list`);
    for (const item of items) list.push(item);
  }
}

/** A text of Python 2, which is bytes, or of Python 3. */
const textOf = (value: unknown): string =>
  value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);

/** The opcodes of protocol 2 that such files have. */
const opcodes: Readonly<Record<string, (reader: PickleReader) => void>> = {
  "\x80": (reader) => {
    const protocol = reader.byte();
    if (protocol > 2) throw reader.error(`it is of pickle's protocol ${protocol}, expected 2`);
  },
  "(": (reader) => reader.push(mark),
  "}": (reader) => reader.push(new Map()),
  "]": (reader) => reader.push([]),
  ")": (reader) => reader.push([]),
  N: (reader) => reader.push(null),
  "\x88": (reader) => reader.push(true),
  "\x89": (reader) => reader.push(false),
  J: (reader) => reader.push(reader.int32()),
  K: (reader) => reader.push(reader.byte()),
  M: (reader) => reader.push(reader.uint16()),
  U: (reader) => reader.push(reader.take(reader.byte())),
  T: (reader) => reader.push(reader.take(reader.uint32())),
  X: (reader) => reader.push(reader.text(reader.uint32())),
  q: (reader) => reader.remember(reader.byte()),
  r: (reader) => reader.remember(reader.uint32()),
  h: (reader) => reader.recall(reader.byte()),
  j: (reader) => reader.recall(reader.uint32()),
  c: (reader) => reader.global(),
  R: (reader) => reader.reduce(),
  b: (reader) => reader.build(),
  t: (reader) => reader.push(reader.popMarked()),
  "\x85": (reader) => reader.popTuple(1),
  "\x86": (reader) => reader.popTuple(2),
  "\x87": (reader) => reader.popTuple(3),
  a: (reader) => {
    const item = reader.pop();
    reader.append([item]);
  },
  e: (reader) => reader.append(reader.popMarked()),
  s: (reader) => {
    const value = reader.pop();
    reader.setItems([reader.pop(), value]);
  },
  u: (reader) => reader.setItems(reader.popMarked()),
};
