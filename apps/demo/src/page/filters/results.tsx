import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { filters } from "../../i18n/en/filters.js";
import { formatNumber, words } from "../../i18n/words.js";
import type { Grid } from "../../protocol.js";
import { largeOf, paintMaps } from "../inside/paint.js";
import { sizeFormula, type Window } from "../inside/window.js";
import { isDark } from "../theme.js";
import * as state from "./filters.js";

/** The picture, what the kernel makes of it, and what pooling makes of that. */
export function Results(): JSX.Element {
  const { inside } = words.value;
  const text = words.value.filters ?? filters;
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
  const text = words.value.filters ?? filters;
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
