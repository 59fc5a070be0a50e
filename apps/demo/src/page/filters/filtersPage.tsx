import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { formatNumber, words } from "../../i18n/words.js";
import { classes, type Grid, poolNames } from "../../protocol.js";
import { nameOf } from "../dataset.js";
import { loadChoices } from "../hand.js";
import { largeOf, paintMaps } from "../inside/paint.js";
import { sizeFormula, type Window } from "../inside/window.js";
import { isDark } from "../theme.js";
import "../styles/filters.css";
import * as state from "./filters.js";

/** Edge filters and others over a picture, by the library's conv2d and pooling. */
export function FiltersPage(): JSX.Element {
  const { filters: text } = words.value;
  useEffect(state.watchFilters, []);
  useEffect(loadChoices, []);
  return (
    <div class="filters">
      <section class="intro">
        <h1>{text.title}</h1>
        <p class="lead">{text.lead}</p>
      </section>
      <div class="controlsAndResult">
        <form class="controls" onSubmit={(event) => event.preventDefault()}>
          <Source />
          <Kernel />
          <Steps />
        </form>
        <Results />
      </div>
    </div>
  );
}

function Source(): JSX.Element {
  const { filters: text } = words.value;
  const { value: source } = state.source;
  return (
    <fieldset>
      <legend>{text.picture}</legend>
      <div class="radios">
        {state.sourceNames.map((name) => (
          <label key={name} class="check">
            <input
              type="radio"
              name="source"
              checked={source === name}
              onChange={() => {
                state.source.value = name;
              }}
            />
            <span>{text.sources[name]}</span>
          </label>
        ))}
      </div>
      {source === "photo" && <p class="note">{text.photoOrigin}</p>}
      {source === "digit" && (
        <div class="row">
          <label>
            <span>{text.digit}</span>
            <select
              value={state.digitLabel.value}
              onChange={(event) => state.chooseDigit(Number(event.currentTarget.value))}
            >
              {Array.from({ length: classes }, (_, digit) => (
                <option key={digit} value={digit}>
                  {nameOf(digit)}
                </option>
              ))}
            </select>
          </label>
          <button type="button" onClick={state.anotherDigit}>
            {text.anotherDigit}
          </button>
        </div>
      )}
      {source === "own" && (
        <label>
          <span>{text.file}</span>
          <input
            type="file"
            accept="image/*"
            onChange={({ currentTarget: { files } }) => {
              const file = files?.[0];
              if (file !== undefined) void state.openFile(file);
            }}
          />
        </label>
      )}
      {state.fileFailed.value && source === "own" && <p role="alert">{text.fileError}</p>}
    </fieldset>
  );
}

function Kernel(): JSX.Element {
  const { filters: text } = words.value;
  const { value: kernel } = state.kernel;
  return (
    <fieldset>
      <legend>{text.kernel}</legend>
      <label>
        <span>{text.preset}</span>
        <select
          name="preset"
          value={state.preset.value}
          onChange={({ currentTarget: { value } }) => {
            const name = state.presetNames.find((other) => other === value);
            if (name !== undefined) state.kernel.value = state.presets[name];
          }}
        >
          {state.presetNames.map((name) => (
            <option key={name} value={name}>
              {text.presets[name]}
            </option>
          ))}
          {state.preset.value === "own" && <option value="own">{text.presets.own}</option>}
        </select>
      </label>
      <div class="weights">
        {kernel.map((weight, i) => (
          <input
            key={i}
            type="number"
            step="any"
            inputMode="decimal"
            aria-label={text.weight(Math.floor(i / 3) + 1, (i % 3) + 1)}
            value={Math.round(weight * 1000) / 1000}
            onInput={({ currentTarget: { valueAsNumber } }) => {
              if (!Number.isFinite(valueAsNumber)) return;
              state.kernel.value = kernel.map((other, k) => (k === i ? valueAsNumber : other));
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Steps(): JSX.Element {
  const { filters: text } = words.value;
  return (
    <fieldset class="steps">
      <Choice label={text.stride} name="stride" signal={state.stride} values={[1, 2, 3]} />
      <Choice label={text.padding} name="padding" signal={state.padding} values={[0, 1, 2]} />
      <label>
        <span>{text.pool}</span>
        <select
          name="pool"
          value={state.pool.value}
          onChange={({ currentTarget: { value } }) => {
            state.pool.value = poolNames.find((name) => name === value) ?? "none";
          }}
        >
          {poolNames.map((name) => (
            <option key={name} value={name}>
              {text.pools[name]}
            </option>
          ))}
        </select>
      </label>
      {state.pool.value !== "none" && (
        <Choice label={text.poolSize} name="poolSize" signal={state.poolSize} values={[2, 3, 4]} />
      )}
    </fieldset>
  );
}

function Choice({
  label,
  name,
  signal,
  values,
}: {
  readonly label: string;
  readonly name: string;
  readonly signal: { value: number };
  readonly values: readonly number[];
}): JSX.Element {
  return (
    <label>
      <span>{label}</span>
      <select
        name={name}
        value={signal.value}
        onChange={({ currentTarget: { value } }) => {
          signal.value = Number(value);
        }}
      >
        {values.map((value) => (
          <option key={value} value={value}>
            {value}
          </option>
        ))}
      </select>
    </label>
  );
}

function Results(): JSX.Element {
  const { filters: text, inside } = words.value;
  const { value: filtered } = state.filtered;
  if (filtered === null) return <div class="results" />;
  const { question, answer } = filtered;
  const { width, height, pixels, stride, padding, pool, poolSize } = question;
  const { convolved, pooled } = answer;
  const grey: Grid = { width, height, values: Float32Array.from(pixels) };
  return (
    <div class="results" aria-live="off">
      <GridFigure name="input" title={text.input} grid={grey} />
      <GridFigure
        name="convolved"
        title={text.convolved}
        grid={convolved}
        from={[height, width]}
        window={{ kernelSize: 3, stride, padding }}
      />
      {pooled !== null && (
        <GridFigure
          name="pooled"
          title={text.pooled(text.pools[pool])}
          grid={pooled}
          from={[convolved.height, convolved.width]}
          window={{ kernelSize: poolSize, stride: poolSize, padding: 0 }}
        />
      )}
      <div class="signs note">
        {hasNegative(convolved) ? (
          <>
            <span class="negative">{inside.negative}</span>
            <span class="positive">{inside.positive}</span>
          </>
        ) : (
          <p>{text.grey}</p>
        )}
      </div>
      <p class="note">{text.milliseconds(formatNumber(answer.milliseconds, 1))}</p>
    </div>
  );
}

const hasNegative = ({ values }: Grid): boolean => values.some((value) => value < 0);

/** A picture with its size, and the formula that gives the size. */
function GridFigure({
  name,
  title,
  grid,
  from,
  window,
}: {
  readonly name: string;
  readonly title: string;
  readonly grid: Grid;
  readonly from?: readonly [number, number];
  readonly window?: Window;
}): JSX.Element {
  const { filters: text } = words.value;
  const { width, height } = grid;
  const size = text.size(height, width);
  return (
    <figure data-test={name}>
      <figcaption>
        <h2>{title}</h2>
        {from === undefined || window === undefined ? (
          <p class="note">{size}</p>
        ) : (
          <dl class="note">
            <div>
              <dt>{text.height}</dt>
              <dd class="formula">{sizeFormula(from[0], window)}</dd>
            </div>
            <div>
              <dt>{text.width}</dt>
              <dd class="formula">{sizeFormula(from[1], window)}</dd>
            </div>
          </dl>
        )}
      </figcaption>
      <GridCanvas grid={grid} label={`${title}, ${size}`} />
    </figure>
  );
}

function GridCanvas({ grid, label }: { readonly grid: Grid; readonly label: string }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = isDark.value;
  const isSigned = hasNegative(grid);
  useLayoutEffect(() => {
    const tiling = { ...grid, count: 1, columns: 1 };
    if (isSigned) paintMaps(canvas.current!, grid.values, tiling, dark, "signs", largeOf(grid.values));
    else paintGrey(canvas.current!, grid);
  }, [grid, dark, isSigned]);
  const { width, height } = grid;
  return <canvas ref={canvas} width={width} height={height} role="img" aria-label={label} />;
}

/** Zero is black, and the largest value white. */
function paintGrey(canvas: HTMLCanvasElement, { width, height, values }: Grid): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const image = context.createImageData(width, height);
  let largest = 1e-12;
  for (const value of values) largest = Math.max(largest, value);
  for (const [i, value] of values.entries()) {
    const level = (255 * value) / largest;
    image.data.set([level, level, level, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}
