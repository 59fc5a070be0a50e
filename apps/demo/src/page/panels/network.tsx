import type { JSX } from "preact";
import { formatNumber, formatSmall, words } from "../../i18n/words.js";
import type { LayerInfo } from "../../protocol.js";
import { layerNumbers, run } from "../state.js";
import { Panel } from "./panel.js";

/** Layers that change no shape that one could draw. */
const undrawn = new Set(["ReLU", "Dropout", "Flatten"]);

/** The network, drawn: what each layer gives as a stack of maps or a column of numbers, and its gradient below it. */
export function NetworkPanel(): JSX.Element | null {
  const { network: text } = words.value.train;
  const { value: info } = run;
  if (info === null) return null;
  const layers = info.layers.filter(({ kind }) => !undrawn.has(kind));
  const norms = new Map(layerNumbers.value.map(({ name, gradient }) => [name, gradient]));
  const largest = Math.max(1e-12, ...norms.values());
  return (
    <Panel name="network" title={text.title} lead={text.lead}>
      <p class="note">{text.parameters(formatNumber(info.parameters))}</p>
      <ol class="flow">
        <li>
          <Maps count={1} size={28} />
          <span class="what">{text.image}</span>
          <span class="note">28 × 28</span>
        </li>
        {layers.map((layer, i) => (
          <Block
            key={layer.name}
            layer={layer}
            isLast={i === layers.length - 1}
            gradient={norms.get(layer.name)}
            largest={largest}
          />
        ))}
      </ol>
    </Panel>
  );
}

function Block({
  layer: { name, kind, output },
  isLast,
  gradient,
  largest,
}: {
  readonly layer: LayerInfo;
  readonly isLast: boolean;
  readonly gradient: number | undefined;
  readonly largest: number;
}): JSX.Element {
  const { network: text } = words.value.train;
  const [count, size] = output;
  return (
    <li>
      {size === undefined ? <Column count={count} /> : <Maps count={count} size={size} />}
      <span class="what">{isLast ? text.answer : kind}</span>
      <span class="note">{output.join(" × ")}</span>
      {gradient !== undefined && (
        <div class="norm" title={text.gradientOf(name, formatSmall(gradient))}>
          <span style={{ width: `${100 * Math.sqrt(gradient / largest)}%` }} />
          <span class="unseen">{text.gradientOf(name, formatSmall(gradient))}</span>
        </div>
      )}
    </li>
  );
}

/** Maps that are drawn of a stack; more would hide each other. */
const drawnMaps = 6;

/** A stack of feature maps. */
function Maps({ count, size }: { readonly count: number; readonly size: number }): JSX.Element {
  const drawn = Math.min(count, drawnMaps);
  const side = 16 + size;
  const shift = 5;
  const extent = side + (drawn - 1) * shift + 2;
  return (
    <svg class="maps" viewBox={`0 0 ${extent} ${extent}`} width={extent} height={extent} aria-hidden="true">
      {Array.from({ length: drawn }, (_, i) => (
        <rect key={i} x={1 + i * shift} y={1 + (drawn - 1 - i) * shift} width={side} height={side} rx="2" />
      ))}
    </svg>
  );
}

/** Numbers without a place in the image: a column of dots. */
function Column({ count }: { readonly count: number }): JSX.Element {
  const drawn = Math.min(count, 12);
  const height = drawn * 7 + 2;
  return (
    <svg class="column" viewBox={`0 0 9 ${height}`} width="9" height={height} aria-hidden="true">
      {Array.from({ length: drawn }, (_, i) => (
        <circle key={i} cx="4.5" cy={4.5 + i * 7} r="2.5" />
      ))}
    </svg>
  );
}
