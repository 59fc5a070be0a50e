import type { JSX } from "preact";
import { formatNumber, words } from "../../i18n/words.js";
import { type Inspection, imageSize } from "../../protocol.js";
import { type MapPixel, type Term, termsAt } from "../inside/window.js";

/** The sum that makes one output pixel of the first convolution: window times kernel, plus bias. */
export function Sum({ inspection, pixel }: { readonly inspection: Inspection; readonly pixel: MapPixel }): JSX.Element {
  const { inside: text } = words.value;
  const { layers, filters, biases, input } = inspection;
  const [first] = layers;
  const { kernelSize, maps, shape } = first;
  const { map, x, y } = pixel;
  const area = kernelSize * kernelSize;
  const kernel = filters.weights.subarray(map * area, (map + 1) * area);
  const terms = termsAt(input, imageSize, kernel, first, x, y);
  const products = terms.map((term) => term.pixel * term.weight);
  const total = products.reduce((sum, product) => sum + product, 0);
  const output = maps[(map * shape[1] + y) * shape[2] + x];
  return (
    <div class="sum" data-test="sum">
      <p>
        <strong role="status">{text.position(map + 1, y, x)}</strong>
      </p>
      <div class="numberGrids">
        <Numbers title={text.window} values={terms.map((term) => term.pixel)} size={kernelSize} terms={terms} />
        <span class="sign" aria-hidden="true">
          ×
        </span>
        <Numbers title={text.kernel} values={terms.map(({ weight }) => weight)} size={kernelSize} />
        <span class="sign" aria-hidden="true">
          =
        </span>
        <Numbers title={text.products} values={products} size={kernelSize} />
      </div>
      <p class="equation" data-test="equation">
        {text.total} {formatNumber(total, 3)} {biases[map] < 0 ? "−" : "+"} {text.bias}{" "}
        {formatNumber(Math.abs(biases[map]), 3)} = <strong>{formatNumber(output, 3)}</strong>
      </p>
    </div>
  );
}

/** Numbers in rows and columns, tinted by their size. */
function Numbers({
  title,
  values,
  size,
  terms,
}: {
  readonly title: string;
  readonly values: readonly number[];
  readonly size: number;
  readonly terms?: readonly Term[];
}): JSX.Element {
  const largest = Math.max(1e-9, ...values.map(Math.abs));
  const rows = Array.from({ length: size }, (_, row) => row);
  return (
    <table>
      <caption>{title}</caption>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            {rows.map((column) => {
              const i = row * size + column;
              const value = values[i];
              const strength = `${Math.round((55 * Math.abs(value)) / largest)}%`;
              const kind = terms?.[i].isPadding ? "outside" : value < 0 ? "negative" : "positive";
              return (
                <td key={column} class={kind} style={{ "--strength": strength }}>
                  {/* Without the sign of a negative zero. */}
                  {formatNumber(Math.round(100 * value) / 100 || 0, 2)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
