import type { JSX } from "preact";
import { words } from "../../i18n/words.js";
import {
  datasetNames,
  deviceNames,
  modelNames,
  optimizerNames,
  type RunSettings,
  type ScheduleName,
  scheduleNames,
} from "../../protocol.js";
import { change, tune } from "../actions.js";
import { chooseDataset } from "../dataset.js";
import { bounds, defaultSettings } from "../settings.js";
import { fashion, isBusy, settings } from "../state.js";

/** The fields of the settings. */
export function SettingsFields(): JSX.Element {
  const { settings: text } = words.value;
  const { value: current } = settings;
  return (
    <>
      <p class="lead">{text.lead}</p>
      <fieldset>
        <legend>{text.live}</legend>
        <NumberField
          name="lr"
          label={text.lr}
          step="any"
          onChange={(lr) => tune({ lr, schedule: settings.peek().schedule })}
        />
        <Choice
          label={text.schedule}
          value={current.schedule}
          names={scheduleNames}
          labels={text.schedules}
          onChange={(schedule: ScheduleName) => tune({ lr: settings.peek().lr, schedule })}
        />
      </fieldset>
      <fieldset disabled={isBusy.value}>
        <legend>{text.before}</legend>
        <Choice
          label={text.dataset}
          value={fashion.value === null ? current.dataset : "fashion"}
          names={datasetNames}
          labels={text.datasets}
          onChange={chooseDataset}
        />
        <ChoiceOf name="model" names={modelNames} labels={text.models} />
        <ChoiceOf name="device" names={deviceNames} labels={text.devices} />
        <ChoiceOf name="optimizer" names={optimizerNames} labels={text.optimizers} />
        <NumberField name="epochs" label={text.epochs} />
        <NumberField name="batchSize" label={text.batchSize} />
        <NumberField name="dropout" label={text.dropout} step="0.05" />
        <NumberField name="weightDecay" label={text.weightDecay} step="any" />
        <NumberField name="seed" label={text.seed} />
        <NumberField name="threads" label={text.threads} />
        <Checkbox name="augment" label={text.augment} />
        <Checkbox name="earlyStop" label={text.earlyStop} />
      </fieldset>
      <button type="button" disabled={isBusy.value} onClick={() => change(defaultSettings)}>
        {text.defaults}
      </button>
    </>
  );
}

function Choice<Name extends string>({
  label,
  value,
  names,
  labels,
  onChange,
}: {
  readonly label: string;
  readonly value: Name;
  readonly names: readonly Name[];
  readonly labels: Readonly<Record<Name, string>>;
  readonly onChange: (name: Name) => void;
}): JSX.Element {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as Name)}>
        {names.map((name) => (
          <option key={name} value={name}>
            {labels[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A choice among names that is a setting. */
function ChoiceOf<Key extends "model" | "device" | "optimizer">({
  name,
  names,
  labels,
}: {
  readonly name: Key;
  readonly names: readonly RunSettings[Key][];
  readonly labels: Readonly<Record<RunSettings[Key], string>>;
}): JSX.Element {
  return (
    <Choice
      label={words.value.settings[name]}
      value={settings.value[name]}
      names={names}
      labels={labels}
      onChange={(value) => change({ [name]: value })}
    />
  );
}

function NumberField({
  name,
  label,
  step = "1",
  onChange = (value) => change({ [name]: value }),
}: {
  readonly name: keyof typeof bounds;
  readonly label: string;
  readonly step?: string;
  readonly onChange?: (value: number) => void;
}): JSX.Element {
  const [min, max] = bounds[name];
  return (
    <label>
      <span>{label}</span>
      <input
        type="number"
        name={name}
        min={min}
        max={max}
        step={step}
        inputMode="decimal"
        value={settings.value[name]}
        onChange={({ currentTarget }) => {
          // Out of bounds: the browser says so, and the setting stays.
          if (currentTarget.reportValidity() && currentTarget.value !== "") onChange(currentTarget.valueAsNumber);
          else currentTarget.value = String(settings.peek()[name]);
        }}
      />
    </label>
  );
}

function Checkbox({ name, label }: { readonly name: "augment" | "earlyStop"; readonly label: string }): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={settings.value[name]}
        onChange={(event) => change({ [name]: event.currentTarget.checked })}
      />
      <span>{label}</span>
    </label>
  );
}
