import type { JSX } from "preact";
import { filters } from "../../i18n/en/filters.js";
import { words } from "../../i18n/words.js";
import { classes, poolNames } from "../../protocol.js";
import { nameOf } from "../dataset.js";
import * as state from "./filters.js";

/** The picture, the kernel, and the steps that it takes. */
export function Controls(): JSX.Element {
  return (
    <form class="controls" onSubmit={(event) => event.preventDefault()}>
      <Source />
      <Kernel />
      <Steps />
    </form>
  );
}

function Source(): JSX.Element {
  const text = words.value.filters ?? filters;
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
  const text = words.value.filters ?? filters;
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
  const text = words.value.filters ?? filters;
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
