import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { arange, ones, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { colorMap, decodePng, type ShowOptions, show } from "../../index.js";
import { readImage } from "../../node.js";
import { chooseFormat } from "./terminal.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "show-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What is written to the terminal. */
async function written(image: Tensor | readonly Tensor[], options: ShowOptions): Promise<string> {
  const lines: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  expect(await show(image, options)).toBeNull();
  vi.restoreAllMocks();
  return lines.join("");
}

const red = tensor(
  [
    [
      [255, 0],
      [0, 0],
      [255, 255],
    ],
    [
      [0, 0],
      [0, 0],
      [255, 255],
    ],
    [
      [0, 0],
      [0, 0],
      [255, 255],
    ],
  ],
  {
    dtype: "uint8",
  },
);

describe("the way to show is chosen by what the terminal says of itself", () => {
  test.each([
    [{ TERM: "xterm-256color" }, "256"],
    [{ TERM: "xterm-256color", COLORTERM: "truecolor" }, "truecolor"],
    [{ TERM: "xterm-256color", COLORTERM: "truecolor", NO_COLOR: "1" }, "characters"],
    [{ TERM: "xterm-256color", NO_COLOR: "" }, "256"],
    [{ TERM: "dumb" }, "characters"],
    [{ TERM: "xterm-kitty" }, "kitty"],
    [{ TERM: "xterm-ghostty" }, "kitty"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app" }, "iterm"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "WezTerm" }, "iterm"],
    [{ TERM: "foot" }, "sixel"],
    [{ TERM: "tmux-256color", KITTY_WINDOW_ID: "1" }, "256"],
    [{ TERM: "xterm-kitty", TMUX: "/tmp/tmux", COLORTERM: "truecolor" }, "truecolor"],
    [{}, "256"],
  ])("%o: %s", (environment, format) => {
    expect(chooseFormat(environment, true)).toBe(format);
    expect(chooseFormat(environment, false)).toBe("png");
  });
});

describe("as text", () => {
  test("each half of a block is a pixel", async () => {
    expect(await written(red, { format: "truecolor" })).toBe(
      "\x1b[38;2;255;0;0;48;2;0;0;0m\u2580\x1b[38;2;0;0;0;48;2;0;0;0m\u2580\x1b[0m\n" +
        "\x1b[38;2;255;255;255;49m\u2580\u2580\x1b[0m\n",
    );
    expect(await written(red, { format: "256" })).toBe(
      "\x1b[38;5;196;48;5;16m\u2580\x1b[38;5;16;48;5;16m\u2580\x1b[0m\n\x1b[38;5;231;49m\u2580\u2580\x1b[0m\n",
    );
  });

  test("without colours there are characters, and titles", async () => {
    const ramp = arange(20).view(1, 20);
    expect(await written([ramp, ramp], { format: "characters", titles: ["one", "two"] })).toBe(
      `${"one".padEnd(20)} two\n  ..::--==++**##%%@@   ..::--==++**##%%@@\n`,
    );
  });

  test("wide images are made smaller, so that lines do not wrap", async () => {
    const before = process.stdout.columns;
    process.stdout.columns = 10;
    const text = await written(ones(3, 60, 200), { format: "characters" });
    process.stdout.columns = before;
    expect(text).toBe("@@@@@@@@@@\n@@@@@@@@@@\n");
  });
});

describe("as images of a terminal", () => {
  test("kitty and iTerm2 get a PNG file", async () => {
    const png = (text: string, start: string, end: string): Buffer => {
      expect([text.slice(0, start.length), text.slice(-end.length)]).toEqual([start, end]);
      return Buffer.from(text.slice(start.length, -end.length), "base64");
    };
    const sent = png(await written(red, { format: "kitty", scale: 1 }), "\x1b_Ga=T,f=100,m=0;", "\x1b\\\n");
    expect(decodePng(sent).toArray()).toEqual(red.toArray());
    const head = `\x1b]1337;File=inline=1;size=${sent.length};width=2px;height=3px:`;
    expect(png(await written(red, { format: "iterm", scale: 1 }), head, "\x07\n")).toEqual(sent);
    const large = await written(arange(90000).view(300, 300).remainder(251), { format: "kitty", scale: 1 });
    expect(large).toContain(",m=1;");
    expect(
      large
        .split("\x1b_G")
        .slice(1)
        .every((chunk) => chunk.length < 4120),
    ).toBe(true);
  });

  test("sixels come in bands of six rows, colour by colour", async () => {
    expect(await written(red, { format: "sixel", scale: 1 })).toBe(
      '\x1bPq"1;1;2;3#0;2;100;0;0#1;2;0;0;0#2;2;100;100;100#0@?$#1AB$#2CC-\x1b\\\n',
    );
    expect(await written(zeros(3, 8, 9), { format: "sixel", scale: 1 })).toBe(
      '\x1bPq"1;1;9;8#0;2;0;0;0#0!9~-#0!9B-\x1b\\\n',
    );
    const many = arange(3 * 40 * 40)
      .view(3, 40, 40)
      .remainder(256)
      .to("uint8");
    expect((await written(many, { format: "sixel", scale: 1 })).match(/#\d+;2;/g)?.length).toBeLessThanOrEqual(256);
  });
});

describe("in a PNG file", () => {
  test("whose path is returned", async () => {
    const file = join(folder, "a.png");
    expect(await show(red, { file, scale: 1 })).toBe(file);
    expect((await readImage(file)).toArray()).toEqual(red.toArray());
    expect(await show(red, { file, scale: 3 })).toBe(file);
    expect((await readImage(file)).shape).toEqual([3, 9, 6]);
  });

  test("of a new name when there is no terminal", async () => {
    const before = process.stdout.isTTY;
    process.stdout.isTTY = false;
    const lines: string[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => lines.push(String(text)) > 0);
    const path = (await show(red)) as string;
    vi.restoreAllMocks();
    process.stdout.isTTY = before;
    try {
      expect(lines).toEqual([`show: ${path}\n`]);
      expect(path).toMatch(/lumbre-\d+-\d+\.png$/);
      expect(existsSync(path)).toBe(true);
    } finally {
      rmSync(path, { force: true });
    }
  });

  test("with titles above images of several sizes", async () => {
    const file = join(folder, "b.png");
    await show([zeros(3, 4, 4), zeros(6, 2), zeros(1, 2, 3)], { file, titles: ["a", "bcd", ""], nrow: 2, scale: 2 });
    // Two columns as wide as "bcd", two rows as high as 6 rows of two pixels and a title, 8 pixels between all.
    expect((await readImage(file)).shape).toEqual([3, 2 * (15 + 12 + 8) + 8, 2 * (18 + 8) + 8]);
  });

  test("floats are clipped, alpha lets white through, one channel is stretched", async () => {
    const file = join(folder, "c.png");
    const pixels = async (x: Tensor, options: ShowOptions = {}): Promise<unknown> => {
      await show(x, { ...options, file, scale: 1 });
      return (await readImage(file)).flatten().toArray();
    };
    expect(await pixels(tensor([[[-1]], [[0.5]], [[2]]]))).toEqual([0, 128, 255]);
    expect(await pixels(tensor([[[0]], [[0]], [[1]], [[0.2]]]))).toEqual([204, 204, 255]);
    expect(await pixels(tensor([[0, 255, 0]], { dtype: "uint8" }).view(1, 1, 3))).toEqual([
      0, 255, 0, 0, 255, 0, 0, 255, 0,
    ]);
    expect(await pixels(tensor([[3, 5]]))).toEqual([0, 255, 0, 255, 0, 255]);
    expect(await pixels(tensor([[3, 5]]), { vmin: 3, vmax: 13 })).toEqual([0, 51, 0, 51, 0, 51]);
    expect(await pixels(tensor([[0, 1]]), { cmap: "viridis" })).toEqual([68, 253, 1, 231, 84, 37]);
  });
});

test("on a canvas", async () => {
  const drawn: unknown[] = [];
  const canvas = {
    width: 0,
    height: 0,
    getContext: () => ({ putImageData: (...given: unknown[]) => drawn.push(given) }),
  };
  expect(await show(red, { canvas, scale: 1 })).toBeNull();
  expect([canvas.width, canvas.height]).toEqual([2, 3]);
  const [[image, x, y]] = drawn as [[ImageData, number, number]];
  expect([image.width, x, y]).toEqual([2, 0, 0]);
  expect([...image.data.subarray(0, 8)]).toEqual([255, 0, 0, 255, 0, 0, 0, 255]);
});

describe("errors", () => {
  test("of images and titles", async () => {
    await expect(show(zeros(2, 5, 6))).rejects.toThrow(
      "show: expected an image [C, H, W] or [H, W, C] with 1 or 3 or 4",
    );
    await expect(show(zeros(3))).rejects.toThrow("show: expected an image [H, W], [C, H, W] or [H, W, C], got [3]");
    await expect(show(zeros(2, 3, 4, 4), { titles: ["a"] })).rejects.toThrow("a title for each of 2 images, got 1");
    await expect(show(red, { file: "a.jpg" })).rejects.toThrow('show: expected a file named .png, got "a.jpg"');
    await expect(show(tensor([[Number.NaN]]))).rejects.toThrow("show: expected finite values, got NaN");
    await expect(show(zeros(2, 2), { cmap: "jet" } as never)).rejects.toThrow('expected "gray" or "viridis"');
    await expect(show(zeros(2, 2), { title: "a" } as never)).rejects.toThrow("did you mean titles?");
  });

  test("of colour maps", () => {
    expect(() => colorMap(zeros(3, 2, 2))).toThrow("colorMap: expected x of shape [H, W], got [3, 2, 2]");
    expect(() => colorMap(zeros(2, 2), "gray", 1, 0)).toThrow("colorMap: expected vmin <= vmax, got 1 and 0");
  });
});
