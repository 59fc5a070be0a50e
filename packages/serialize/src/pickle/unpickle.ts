import { FormatError } from "../errors.js";
import type { ByteReader } from "./byteReader.js";
import { addItems, append, setItems } from "./containers.js";
import { integerOf } from "./integers.js";
import { opcodes } from "./opcodes.js";

/** A function or class that a pickle may name, and what calling it gives. */
export class PythonCallable {
  constructor(
    readonly name: string,
    readonly call: (args: readonly unknown[]) => unknown,
  ) {}
}

/** What a pickle may refer to beside its own values. */
export interface UnpickleOptions {
  /** The value of a global, such as `collections.OrderedDict`. @throws {FormatError} for one that is not known. */
  readonly findGlobal: (module: string, name: string) => unknown;
  /** The value of an object that is stored beside the pickle. */
  readonly persistentLoad: (id: unknown) => unknown;
}

/**
 * Reads one pickle. Nothing of it runs: a global is whatever `findGlobal` makes of its name.
 *
 * Dicts become plain objects, OrderedDicts Maps, lists and tuples arrays, sets Sets, bytes a Uint8Array, None null, and
 * integers past 2^53 a bigint.
 *
 * @throws {FormatError} for bytes that are no whole pickle, and for what a pickle of values does not need.
 * @see https://docs.python.org/3/library/pickle.html
 */
export function unpickle(reader: ByteReader, options: UnpickleOptions): unknown {
  const machine = new Machine(reader, options);
  for (;;) {
    const at = reader.position;
    const opcode = reader.uint8();
    if (opcode === opcodes.STOP) return machine.pop();
    const instruction = instructions.get(opcode);
    if (instruction === undefined) {
      const code = opcode.toString(16).padStart(2, "0");
      throw new FormatError(
        `${reader.op}: the pickle has the opcode 0x${code} at byte ${at}, which state dicts do not have; ` +
          "save with PyTorch's default pickle protocol, 2",
      );
    }
    instruction(machine);
  }
}

/** The state of a pickle that is being read: a stack, the heights at its marks, and the values to be used again. */
class Machine {
  private readonly stack: unknown[] = [];
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, unknown>();

  constructor(
    readonly reader: ByteReader,
    readonly options: UnpickleOptions,
  ) {}

  error(problem: string): FormatError {
    return new FormatError(`${this.reader.op}: ${problem}, near byte ${this.reader.position} of the pickle`);
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  private requireHeight(count: number): void {
    const floor = this.marks.at(-1) ?? 0;
    if (this.stack.length - floor < count) throw this.error("the pickle takes a value from an empty stack");
  }

  pop(): unknown {
    this.requireHeight(1);
    return this.stack.pop();
  }

  top(): unknown {
    this.requireHeight(1);
    return this.stack[this.stack.length - 1];
  }

  /** The last `count` values, taken off the stack. */
  popMany(count: number): unknown[] {
    this.requireHeight(count);
    return this.stack.splice(this.stack.length - count);
  }

  mark(): void {
    this.marks.push(this.stack.length);
  }

  /** The values since the last mark, taken off the stack. */
  popToMark(): unknown[] {
    const height = this.marks.pop();
    if (height === undefined) throw this.error("the pickle has no mark where it needs one");
    return this.stack.splice(height);
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  memoize(): void {
    this.remember(this.memo.size);
  }

  recall(index: number): void {
    if (!this.memo.has(index)) throw this.error(`the pickle uses value ${index} before it has one`);
    this.push(this.memo.get(index));
  }

  global(module: unknown, name: unknown): void {
    if (typeof module !== "string" || typeof name !== "string") throw this.error("a global's name is no text");
    this.push(this.options.findGlobal(module, name));
  }

  call(): void {
    const args = this.pop();
    const callee = this.pop();
    if (!(callee instanceof PythonCallable) || !Array.isArray(args)) {
      throw this.error("the pickle calls what is no function");
    }
    this.push(callee.call(args));
  }

  /** Attributes of an object. OrderedDicts have some, such as a state dict's `_metadata`, which are passed over. */
  build(): void {
    this.pop();
    if (!(this.top() instanceof Map)) throw this.error("the pickle sets attributes of what is no OrderedDict");
  }
}

const { text, bytes } = {
  text: (length: (reader: ByteReader) => number) => (m: Machine) => m.push(m.reader.text(length(m.reader))),
  bytes: (length: (reader: ByteReader) => number) => (m: Machine) => m.push(m.reader.take(length(m.reader)).slice()),
};

const constant = (value: boolean | null) => (m: Machine) => m.push(value);

/** What each opcode does. */
const instructions: ReadonlyMap<number, (machine: Machine) => void> = new Map([
  [opcodes.PROTO, requireProtocol],
  [opcodes.FRAME, (m) => void m.reader.uint64()],
  [opcodes.MARK, (m) => m.mark()],
  [opcodes.POP, (m) => void m.pop()],
  [opcodes.POP_MARK, (m) => void m.popToMark()],
  [opcodes.NONE, constant(null)],
  [opcodes.NEWTRUE, constant(true)],
  [opcodes.NEWFALSE, constant(false)],
  [opcodes.BININT, (m) => m.push(m.reader.int32())],
  [opcodes.BININT1, (m) => m.push(m.reader.uint8())],
  [opcodes.BININT2, (m) => m.push(m.reader.uint16())],
  [opcodes.LONG1, (m) => m.push(integerOf(m.reader, m.reader.uint8()))],
  [opcodes.LONG4, (m) => m.push(integerOf(m.reader, m.reader.int32()))],
  [opcodes.BINFLOAT, (m) => m.push(m.reader.float64BigEndian())],
  [opcodes.BINUNICODE, text((reader) => reader.uint32())],
  [opcodes.SHORT_BINUNICODE, text((reader) => reader.uint8())],
  [opcodes.BINUNICODE8, text((reader) => reader.uint64())],
  // Text of Python 2.
  [opcodes.BINSTRING, text((reader) => reader.uint32())],
  [opcodes.SHORT_BINSTRING, text((reader) => reader.uint8())],
  [opcodes.BINBYTES, bytes((reader) => reader.uint32())],
  [opcodes.SHORT_BINBYTES, bytes((reader) => reader.uint8())],
  [opcodes.BINBYTES8, bytes((reader) => reader.uint64())],
  [opcodes.EMPTY_TUPLE, (m) => m.push([])],
  [opcodes.TUPLE, (m) => m.push(m.popToMark())],
  [opcodes.TUPLE1, (m) => m.push(m.popMany(1))],
  [opcodes.TUPLE2, (m) => m.push(m.popMany(2))],
  [opcodes.TUPLE3, (m) => m.push(m.popMany(3))],
  [opcodes.EMPTY_LIST, (m) => m.push([])],
  [opcodes.APPEND, (m) => addTo(m, m.popMany(1), append)],
  [opcodes.APPENDS, (m) => addTo(m, m.popToMark(), append)],
  [opcodes.EMPTY_DICT, (m) => m.push({})],
  [opcodes.SETITEM, (m) => addTo(m, m.popMany(2), setItems)],
  [opcodes.SETITEMS, (m) => addTo(m, m.popToMark(), setItems)],
  [opcodes.EMPTY_SET, (m) => m.push(new Set())],
  [opcodes.ADDITEMS, (m) => addTo(m, m.popToMark(), addItems)],
  [opcodes.FROZENSET, (m) => m.push(new Set(m.popToMark()))],
  [opcodes.BINPUT, (m) => m.remember(m.reader.uint8())],
  [opcodes.LONG_BINPUT, (m) => m.remember(m.reader.uint32())],
  [opcodes.MEMOIZE, (m) => m.memoize()],
  [opcodes.BINGET, (m) => m.recall(m.reader.uint8())],
  [opcodes.LONG_BINGET, (m) => m.recall(m.reader.uint32())],
  [opcodes.GLOBAL, (m) => m.global(m.reader.line(), m.reader.line())],
  [opcodes.STACK_GLOBAL, (m) => m.global(...(m.popMany(2) as [unknown, unknown]))],
  [opcodes.BINPERSID, (m) => m.push(m.options.persistentLoad(m.pop()))],
  [opcodes.REDUCE, (m) => m.call()],
  [opcodes.NEWOBJ, (m) => m.call()],
  [opcodes.BUILD, (m) => m.build()],
]);

function requireProtocol(machine: Machine): void {
  const protocol = machine.reader.uint8();
  if (protocol > 5) throw machine.error(`the pickle has protocol ${protocol}, expected at most 5`);
}

/** Puts values into the container on top of the stack. */
function addTo(
  machine: Machine,
  values: readonly unknown[],
  add: (container: unknown, values: readonly unknown[]) => string | null,
): void {
  const problem = add(machine.top(), values);
  if (problem !== null) throw machine.error(problem);
}
