import { describe, expect, test } from "vitest";
import { DataError } from "../errors.js";
import { readBatch } from "./pickledBatch.js";

/** Characters as bytes, in a row. */
const bytesOf = (...parts: readonly string[]): Uint8Array =>
  Uint8Array.from(parts.join(""), (char) => char.charCodeAt(0));

/** A text of Python 2. */
const text = (value: string): string => `U${String.fromCharCode(value.length)}${value}`;

const reconstruct = "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\0\x85U\x01btR";
const uint8 = "cnumpy\ndtype\nU\x02u1K\0K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb";

/** An array of three bytes, or of what is given in their place. */
const array = ({ shape = "K\x03\x85", dtype = uint8, order = "\x89", bytes = text("\0\x7f\xff") } = {}): string =>
  `${reconstruct}(K\x01${shape}${dtype}${order}${bytes}tb`;

/** A batch with labels 5, 258 and -2. */
const batch = (data = array(), labels = "](K\x05M\x02\x01J\xfe\xff\xff\xffe"): string =>
  `\x80\x02}(${text("data")}${data}${text("labels")}${labels}u.`;

const read = (...pickle: readonly string[]) => readBatch(bytesOf(...pickle), "batch", "labels");
const expected = { data: Uint8Array.of(0, 127, 255), labels: [5, 258, -2] };

describe("a batch is read", () => {
  test.each<[string, string]>([
    ["as it is written most often", batch()],
    ["of two dimensions", batch(array({ shape: "K\x03K\x01\x86" }))],
    ["of three", batch(array({ shape: "K\x03K\x01K\x01\x87" }))],
    ["of four", batch(array({ shape: "(K\x03K\x01K\x01K\x01t" }))],
    ["with a long text", batch(array({ bytes: "T\x03\0\0\0\0\x7f\xff" }))],
    [
      "with bytes as a text of Latin 1",
      batch(array({ bytes: "c_codecs\nencode\nX\x04\0\0\0\0\x7f\xc3\xbfX\x06\0\0\0latin1\x86R" })),
    ],
    ["with labels one by one", batch(array(), "]K\x05aM\x02\x01aJ\xfe\xff\xff\xffa")],
    ["with keys one by one", `}${text("data")}${array()}s${text("labels")}](K\x05M\x02\x01J\xfe\xff\xff\xffes.`],
    ["with other keys", `}(${text("N")}N${text("T")}\x88${text("empty")})${batch().slice(4)}`],
  ])("%s", (_, pickle) => {
    expect(read(pickle)).toEqual(expected);
  });

  test("with values that are used again", () => {
    const labels = "](K\x05q\x07M\x02\x01r\x00\x01\x00\x00j\x00\x01\x00\x00h\x07e";
    expect(read(batch(array(), labels)).labels).toEqual([5, 258, 258, 5]);
  });
});

describe("a pickle is refused", () => {
  test.each<[string, string, string]>([
    ["of a later protocol", "\x80\x03N.", "it is of pickle's protocol 3, expected 2"],
    ["with another opcode", "N0.", "there is an unknown opcode at byte 1"],
    ["that takes from an empty stack", "a.", "nothing is left on the stack at byte 1"],
    ["without a mark", "Nt.", "there is no mark at byte 2"],
    ["that ends", "M\x01", "it ends within what begins at byte 1"],
    ["with a line that does not end", "cnumpy", "it ends within the line at byte 1"],
    ["that uses what was not there", "h\x03.", "byte 2 refers to what was not there"],
    ["that calls a number", "K\x01)R.", "what byte 4 calls is no function"],
    ["that calls without a tuple", "cnumpy\nndarray\nNR.", "what byte 17 calls is no function"],
    [
      "with another encoding",
      "c_codecs\nencode\nX\x01\0\0\0aX\x05\0\0\0utf-8\x86R.",
      "it has bytes in another encoding",
    ],
    [
      "of bytes that are encoded",
      "c_codecs\nencode\nU\x01aX\x06\0\0\0latin1\x86R.",
      "it has bytes in another encoding",
    ],
    ["with other numbers", "cnumpy\ndtype\nU\x02f4\x85R.", "it has an array of f4, expected u1: bytes"],
    ["with a state of a number", "K\x01)b.", "it has a state of no array"],
    ["with a state that is none", `${reconstruct}Nb.`, "it has a state of no array"],
    ["with keys of a list", "]NNs.", "byte 4 adds keys to what is no dict"],
    ["with items of a dict", "}Na.", "byte 3 adds to what is no list"],
    [
      "with an array of a negative size",
      batch(array({ shape: "J\xfd\xff\xff\xff\x85" })),
      "it has an array that is not one of bytes in C's order",
    ],
    [
      "with a shape that is none",
      batch(array({ shape: "K\x03" })),
      "it has an array that is not one of bytes in C's order",
    ],
    [
      "with a dtype that is none",
      batch(array({ dtype: "N" })),
      "it has an array that is not one of bytes in C's order",
    ],
    ["in Fortran's order", batch(array({ order: "\x88" })), "it has an array that is not one of bytes in C's order"],
    [
      "with an array of no bytes",
      batch(array({ bytes: "N" })),
      "it has an array that is not one of bytes in C's order",
    ],
    ["with another size", batch(array({ shape: "K\x03K\x02\x86" })), "its array has 3 bytes, expected 6"],
    ["that is no dict", "N.", "expected a dict"],
    ["whose data is no array", batch("N"), "it has no array of bytes, data"],
    ["whose array has no state", batch(reconstruct), "it has no array of bytes, data"],
    ["whose labels are no list", batch(array(), "K\x05"), "it has no list of numbers, labels"],
    ["whose labels are no numbers", batch(array(), "](K\x05\x88e"), "it has no list of numbers, labels"],
  ])("%s", (_, pickle, problem) => {
    expect(() => read(pickle)).toThrow(new DataError(`batch is no batch of CIFAR for Python: ${problem}`));
  });
});
