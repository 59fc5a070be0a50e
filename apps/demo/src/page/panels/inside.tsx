import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { words } from "../../i18n/words.js";
import { type Inspection, imageSize, type MapLayer } from "../../protocol.js";
import { nameOf } from "../dataset.js";
import { inspection, isNarrow, pointed, watchInside } from "../inside/inside.js";
import { sizeFormula, type Tiling } from "../inside/window.js";
import "../styles/inside.css";
import { type Frame, Maps, PointableMaps } from "./maps.js";
import { Panel } from "./panel.js";
import { Sum } from "./sum.js";

/** The network's inside for one digit, live: filters, feature maps, saliency, and the sum behind a pixel. */
export function InsidePanel(): JSX.Element {
  const { inside: text } = words.value;
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => watchInside(host.current!), []);
  const { value } = inspection;
  return (
    <Panel name="inside" title={text.title} lead={text.lead}>
      <div ref={host} class="looks">
        {value === null ? <p class="note">{text.waiting}</p> : <Looks inspection={value} />}
      </div>
    </Panel>
  );
}

/** Maps in a row of a phone: few large ones, or more of many. */
function mostInRow(count: number, width: number): number {
  if (width > 20) return count > 16 ? 8 : 3;
  return count > 16 ? 16 : 8;
}

/** Rows of at most so many maps, as many as look good. */
function tilingOf([count, height, width]: readonly [number, number, number]): Tiling {
  const wide = count <= 16 ? count : count / 4;
  const most = isNarrow.value ? mostInRow(count, width) : width > 20 ? 16 : 32;
  let columns = Math.min(wide, most);
  // Six maps stand in two rows of three, not in four and two.
  if (count > columns) columns = count / Math.ceil(count / columns);
  return { count, columns: Math.ceil(columns), width, height };
}

function Looks({ inspection: value }: { readonly inspection: Inspection }): JSX.Element {
  const { inside: text } = words.value;
  const { layers, filters, answer, saliency } = value;
  const first = layers.at(0);
  return (
    <>
      <p class="signs note">
        <span class="negative">{text.negative}</span>
        <span class="positive">{text.positive}</span>
      </p>
      <div class="pair">
        <figure>
          <figcaption>
            <h3>{text.input}</h3>
            <span class="note">{first === undefined ? text.inputPlain : text.inputHint}</span>
          </figcaption>
          <Input inspection={value} />
        </figure>
        <figure>
          <figcaption>
            <h3>{text.saliency}</h3>
            <span class="note">{text.saliencyHint(nameOf(answer))}</span>
          </figcaption>
          <Maps
            values={saliency}
            tiling={{ count: 1, columns: 1, width: imageSize, height: imageSize }}
            label={text.saliency}
            zoom={9}
          />
        </figure>
        <figure>
          <figcaption>
            <h3>{text.filters}</h3>
            <span class="note">{first === undefined ? text.neurons : text.filtersHint}</span>
          </figcaption>
          <Filters inspection={value} />
        </figure>
      </div>
      {first !== undefined && <Sum inspection={value} pixel={pointed.value} />}
      {first === undefined && <p class="note">{text.noMaps(filters.shape[0])}</p>}
      {layers.map((layer, i) => (
        <Layer key={layer.name} layer={layer} isFirst={i === 0} />
      ))}
    </>
  );
}

/** The image with the padding of the first convolution, and the window that the pixel pointed at sees. */
function Input({ inspection: { input, layers } }: { readonly inspection: Inspection }): JSX.Element {
  const { inside: text } = words.value;
  const { padding, kernelSize, stride } = layers.at(0) ?? { padding: 0, kernelSize: 0, stride: 1 };
  const size = imageSize + 2 * padding;
  const values = useMemo(() => padded(input, padding), [input, padding]);
  const { x, y } = pointed.value;
  const frame: Frame | undefined =
    kernelSize === 0 ? undefined : { left: x * stride, top: y * stride, width: kernelSize, height: kernelSize };
  return (
    <span class="ink" style={{ "--padding": `${(100 * padding) / size}%` }}>
      <Maps
        values={values}
        tiling={{ count: 1, columns: 1, width: size, height: size }}
        label={text.input}
        zoom={9}
        frame={frame}
        paint="ink"
      />
    </span>
  );
}

/** The image as ink on paper, which is its smallest value, with the padding around it. */
function padded(input: Float32Array, padding: number): Float32Array {
  const size = imageSize + 2 * padding;
  const values = new Float32Array(size * size);
  const paper = Math.min(...input);
  for (let y = 0; y < imageSize; y++) {
    for (let x = 0; x < imageSize; x++) {
      values[(y + padding) * size + x + padding] = input[y * imageSize + x] - paper;
    }
  }
  return values;
}

function Filters({ inspection: { filters, layers } }: { readonly inspection: Inspection }): JSX.Element {
  const { inside: text } = words.value;
  const [count, height, width] = filters.shape;
  const columns = count <= 8 ? 3 : width > 20 ? 16 : 8;
  const tiling = { count, columns, width, height };
  const { map } = pointed.value;
  const frame: Frame | undefined =
    layers.length === 0
      ? undefined
      : {
          left: (map % columns) * (width + 1),
          top: Math.floor(map / columns) * (height + 1),
          width,
          height,
        };
  return <Maps values={filters.weights} tiling={tiling} label={text.filters} zoom={14} frame={frame} />;
}

/** A layer's maps, its sizes, and the formula that gives them. */
function Layer({ layer, isFirst }: { readonly layer: MapLayer; readonly isFirst: boolean }): JSX.Element {
  const { inside: text } = words.value;
  const { name, kind, shape, maps, input, kernelSize, stride, padding } = layer;
  const [count, height, width] = shape;
  const tiling = tilingOf(shape);
  const label = text.layer(kind, count, `${height} × ${width}`);
  return (
    <section class="layer" aria-label={label}>
      <h3>
        {label} <small>{name}</small>
      </h3>
      <p class="note">
        {text.sizes(kernelSize, stride, padding)} <span class="formula">{sizeFormula(input[0], layer)}</span>
      </p>
      {isFirst ? (
        <>
          <PointableMaps
            values={maps}
            tiling={tiling}
            label={label}
            zoom={5}
            selected={pointed.value}
            onSelect={(pixel) => {
              pointed.value = pixel;
            }}
            help={text.point}
          />
          <p class="note">{text.pointHint}</p>
        </>
      ) : (
        <Maps values={maps} tiling={tiling} label={label} zoom={width > 10 ? 5 : width > 5 ? 7 : 10} />
      )}
    </section>
  );
}
