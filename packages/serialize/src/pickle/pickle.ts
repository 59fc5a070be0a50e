import { ArgumentError, ValueError } from "@lumbre/tensor";
import { describe, isPlainObject } from "@lumbre/tensor/engine";
import { ByteWriter } from "./byteWriter.js";
import { bytesOfInteger } from "./integers.js";
import { opcodes } from "./opcodes.js";

/** Python's own limit is about the same: its pickler calls itself for what is nested. */
const deepest = 900;

/** What a pickler does with values that are none of its own. */
export interface PickleOptions {
  /** Writes such a value, and is true, or leaves it and is false. */
  readonly writeOther: (value: unknown, pickler: Pickler) => boolean;
}

/**
 * Writes a pickle of protocol 2, which every Python reads.
 *
 * Plain objects become dicts, Maps OrderedDicts, arrays lists, Sets sets, a Uint8Array bytes, null None, whole numbers and
 * bigints int, other numbers float. What is met twice is written once.
 *
 * @throws {ArgumentError} for what has no counterpart, such as a function; it says where it stands.
 */
export class Pickler {
  private readonly out = new ByteWriter();
  private readonly memo = new Map<unknown, number>();
  private depth = 0;
  private memoized = 0;

  /** @param op What errors start with. */
  constructor(
    private readonly op: string,
    private readonly options: PickleOptions,
  ) {}

  /** The whole pickle of a value. */
  dump(value: unknown): Uint8Array<ArrayBuffer> {
    this.opcode("PROTO");
    this.out.uint8(2);
    this.write(value);
    this.opcode("STOP");
    return this.out.bytes();
  }

  opcode(name: keyof typeof opcodes): void {
    this.out.uint8(opcodes[name]);
  }

  /** @param path Where the value stands in the whole, such as `.optimizer.state[0]`. */
  write(value: unknown, path = ""): void {
    if (value === null) this.opcode("NONE");
    else if (typeof value === "boolean") this.opcode(value ? "NEWTRUE" : "NEWFALSE");
    else if (typeof value === "number") this.number(value);
    else if (typeof value === "bigint") this.integer(value);
    else if (!this.recall(value)) this.remembered(value, path);
  }

  private remembered(value: unknown, path: string): void {
    if (typeof value === "string") {
      this.string(value, path);
      return;
    }
    this.depth++;
    if (this.depth > deepest) {
      throw new ValueError(`${this.op}: the object is nested more than ${deepest} deep, which Python cannot read`);
    }
    this.object(value, path);
    this.depth--;
  }

  private object(value: unknown, path: string): void {
    if (this.options.writeOther(value, this)) this.remember(value);
    else if (Array.isArray(value)) this.list(value, path);
    else if (value instanceof Map) this.orderedDict(value, path);
    else if (value instanceof Set) this.set(value, path);
    else if (value instanceof Uint8Array) this.bytes(value);
    else if (isPlainObject(value)) this.dict(value, path);
    else throw this.refusal(value, path);
  }

  private refusal(value: unknown, path: string): ArgumentError {
    const has = (name: string) => typeof (value as Record<string, unknown> | null | undefined)?.[name] === "function";
    const hint = has("stateDict")
      ? "; write its stateDict()"
      : ArrayBuffer.isView(value)
        ? "; write tensor(values)"
        : value === undefined
          ? "; write null, or leave it out"
          : "";
    return new ArgumentError(
      `${this.op}: object${path} must be a tensor or a plain value (null, boolean, number, string, array, object, Map, ` +
        `Set, Uint8Array), got ${describe(value)}${hint}`,
    );
  }

  number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      this.opcode("BINFLOAT");
      this.out.float64BigEndian(value);
    } else if (value >= 0 && value < 256) {
      this.opcode("BININT1");
      this.out.uint8(value);
    } else if (value === (value | 0)) {
      this.opcode("BININT");
      this.out.int32(value);
    } else {
      this.integer(BigInt(value));
    }
  }

  private integer(value: bigint): void {
    const bytes = bytesOfInteger(value);
    if (bytes.length > 255) throw new ValueError(`${this.op}: a bigint has more than 255 bytes`);
    this.opcode("LONG1");
    this.out.uint8(bytes.length);
    this.out.append(bytes);
  }

  private string(value: string, path: string): void {
    if (/\p{Surrogate}/u.test(value)) {
      throw new ValueError(`${this.op}: object${path} is no well-formed text: it has half of a character`);
    }
    const bytes = new TextEncoder().encode(value);
    this.opcode("BINUNICODE");
    this.out.uint32(bytes.length);
    this.out.append(bytes);
    this.remember(value);
  }

  global(module: string, name: string): void {
    const path = `${module}\n${name}\n`;
    // Globals stand in the memo under a key that no value can be.
    const key = globalKeys.get(path) ?? Symbol(path);
    globalKeys.set(path, key);
    if (this.recall(key)) return;
    this.opcode("GLOBAL");
    this.out.append(new TextEncoder().encode(path));
    this.remember(key);
  }

  /** Keeps the value on top of the stack for {@link recall}. */
  private remember(value: unknown): void {
    const index = this.memoized++;
    this.memo.set(value, index);
    if (index < 256) {
      this.opcode("BINPUT");
      this.out.uint8(index);
    } else {
      this.opcode("LONG_BINPUT");
      this.out.uint32(index);
    }
  }

  /** Writes a reference to a value that has been written, and is true then. */
  private recall(value: unknown): boolean {
    const index = this.memo.get(value);
    if (index === undefined) return false;
    if (index < 256) {
      this.opcode("BINGET");
      this.out.uint8(index);
    } else {
      this.opcode("LONG_BINGET");
      this.out.uint32(index);
    }
    return true;
  }

  private list(values: readonly unknown[], path: string): void {
    this.opcode("EMPTY_LIST");
    this.remember(values);
    this.opcode("MARK");
    // Not forEach, which passes over holes.
    for (let i = 0; i < values.length; i++) this.write(values[i], `${path}[${i}]`);
    this.opcode("APPENDS");
  }

  private orderedDict(map: ReadonlyMap<unknown, unknown>, path: string): void {
    this.global("collections", "OrderedDict");
    this.opcode("EMPTY_TUPLE");
    this.opcode("REDUCE");
    this.remember(map);
    this.opcode("MARK");
    for (const [key, value] of map) {
      if (typeof key !== "string" && typeof key !== "number" && typeof key !== "bigint") {
        throw new ArgumentError(
          `${this.op}: the keys of object${path} must be strings or numbers, got ${describe(key)}`,
        );
      }
      this.write(key, path);
      this.write(value, `${path}.get(${JSON.stringify(String(key))})`);
    }
    this.opcode("SETITEMS");
  }

  private dict(object: Readonly<Record<string, unknown>>, path: string): void {
    this.opcode("EMPTY_DICT");
    this.remember(object);
    this.opcode("MARK");
    for (const [key, value] of Object.entries(object)) {
      // Names such as 0 are numbers in Python's dicts, as the state of an optimizer has them.
      if (/^(0|[1-9]\d{0,14})$/.test(key)) this.number(Number(key));
      else this.write(key, path);
      this.write(value, `${path}.${key}`);
    }
    this.opcode("SETITEMS");
  }

  private set(values: ReadonlySet<unknown>, path: string): void {
    this.global("__builtin__", "set");
    this.opcode("MARK");
    this.list([...values], `${path}.values()`);
    this.opcode("TUPLE");
    this.opcode("REDUCE");
    this.remember(values);
  }

  private bytes(value: Uint8Array): void {
    this.global("_codecs", "encode");
    this.opcode("MARK");
    this.write(latin1(value));
    this.write("latin1");
    this.opcode("TUPLE");
    this.opcode("REDUCE");
    this.remember(value);
  }
}

const globalKeys = new Map<string, symbol>();

/** A character for each byte. TextDecoder's latin1 is another encoding. */
function latin1(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  }
  return parts.join("");
}
