import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatDate, formatNumber, formatPercent, words } from "../../i18n/words.js";
import { type DatasetName, datasetNames, type FileMetadata } from "../../protocol.js";
import {
  deleteKept,
  downloadKept,
  downloadNetwork,
  keepNetwork,
  listKept,
  openFile,
  openKept,
} from "../keep/actions.js";
import { isHeldOver } from "../keep/drop.js";
import { type KeptNetwork, kept, type Outcome, outcome } from "../keep/state.js";
import { hasDied, phase, run, settings } from "../state.js";
import { Panel } from "./panel.js";
import { ProgramView } from "./program.js";

/** Save the network, as a file or in the browser, and take it back. */
export function KeepPanel(): JSX.Element {
  const { keep: text } = words.value;
  useEffect(() => void listKept(), []);
  return (
    <Panel name="keep" title={text.title} lead={text.lead}>
      <div class="ways">
        <SaveForm />
        <OpenFile />
      </div>
      <p class="outcome" role="status" data-test="keep">
        <OutcomeText />
      </p>
      <KeptTable />
      <ProgramView />
    </Panel>
  );
}

/** True while no network can be saved or opened. */
const isClosed = (): boolean => phase.value === "preparing" || hasDied.value;

function SaveForm(): JSX.Element {
  const { keep: text, settings: names } = words.value;
  const typed = useSignal<string | null>(null);
  const usual = names.models[run.value?.settings.model ?? settings.value.model].split(",")[0];
  const isDisabled = run.value === null || isClosed();
  const name = (): string => (typed.peek() ?? "").trim() || usual;
  const save = (event: Event): void => {
    event.preventDefault();
    void keepNetwork(name());
  };
  return (
    <form class="save" onSubmit={save}>
      <label>
        <span>{text.name}</span>
        <input
          type="text"
          name="networkName"
          maxLength={40}
          value={typed.value ?? usual}
          autocomplete="off"
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
        />
      </label>
      <div class="row">
        <button type="submit" disabled={isDisabled}>
          {text.save}
        </button>
        <button type="button" disabled={isDisabled} onClick={() => downloadNetwork(name())}>
          {text.download}
        </button>
      </div>
      {run.value === null && <p class="note">{text.needsNetwork}</p>}
    </form>
  );
}

function OpenFile(): JSX.Element {
  const { keep: text } = words.value;
  const input = useRef<HTMLInputElement>(null);
  const open = (): void => {
    const file = input.current?.files?.[0];
    if (file !== undefined) void openFile(file);
    // So that the same file may be chosen again.
    if (input.current !== null) input.current.value = "";
  };
  return (
    <div class={`dropZone ${isHeldOver.value ? "over" : ""}`}>
      <p>{text.drop}</p>
      <button type="button" disabled={isClosed()} onClick={() => input.current?.click()}>
        {text.open}
      </button>
      <input ref={input} type="file" accept=".safetensors" hidden onChange={open} data-test="file" />
    </div>
  );
}

function OutcomeText(): JSX.Element | null {
  const { value: last } = outcome;
  if (last === null) return null;
  const detail = last.kind === "problem" && last.problem.problem === "format" ? last.problem.detail : null;
  return (
    <>
      {describeOutcome(last)} {detail !== null && <code lang="en">{detail}</code>}
    </>
  );
}

/** What a file says of its network; a file of others says nothing. */
function describeFile({ name, dataset, accuracy, testImages, steps, date }: FileMetadata): string {
  const { keep: text, settings: names } = words.value;
  const share = Number(accuracy);
  const facts = [
    name,
    datasetNames.find((other) => other === dataset) && names.datasets[dataset as DatasetName],
    Number(steps) > 0 && text.steps(formatNumber(Number(steps))),
    share > 0 && share <= 1 && text.accuracy(formatPercent(share), formatNumber(Number(testImages))),
    Number.isFinite(Date.parse(date ?? "")) && formatDate(Date.parse(date)),
  ].filter((fact) => typeof fact === "string" && fact !== "");
  return facts.length === 0 ? "" : text.says(facts.join(", "));
}

function describeOpened({ name, metadata, otherImages }: Outcome & { readonly kind: "opened" }): string {
  const { keep: text, settings: names } = words.value;
  const said = describeFile(metadata);
  const warning = otherImages === null ? "" : text.otherImages(names.datasets[otherImages].split(",")[0]);
  return [text.opened(name), said, warning].filter((part) => part !== "").join(" ");
}

function describeOutcome(last: Outcome): string {
  const { keep: text } = words.value;
  if (last.kind === "storage") return text.noStorage;
  if (last.kind === "failed") return text.failed(last.message);
  if (last.kind === "opened") return describeOpened(last);
  if (last.kind !== "problem") return text[last.kind](last.name);
  const { problem, name } = last;
  if (problem.problem === "pickle") return text.pickle(name);
  if (problem.problem === "format") return text.noSafetensors(name);
  return problem.tensors.length === 0 ? text.noTensors(name) : text.otherModel(name, problem.tensors.join(", "));
}

function KeptTable(): JSX.Element | null {
  const { keep: text } = words.value;
  const networks = kept.value ?? [];
  if (networks.length === 0) return null;
  return (
    <>
      <h3>{text.kept}</h3>
      <ul class="kept">
        {networks.map((network) => (
          <KeptRow key={network.id} network={network} />
        ))}
      </ul>
    </>
  );
}

function KeptRow({ network }: { readonly network: KeptNetwork }): JSX.Element {
  const { keep: text, settings: names } = words.value;
  const { name, model, dataset, accuracy, images, date } = network;
  const actions = [
    [text.load, openKept, isClosed()],
    [text.downloadKept, downloadKept, false],
    [text.delete, deleteKept, false],
  ] as const;
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <span class="note">
          {names.models[model].split(",")[0]} · {names.datasets[dataset].split(",")[0]} ·{" "}
          {accuracy === null ? text.untested : text.accuracy(formatPercent(accuracy), formatNumber(images))} ·{" "}
          <time dateTime={new Date(date).toISOString()}>{formatDate(date)}</time>
        </span>
      </div>
      <div class="row">
        {actions.map(([label, act, isDisabled]) => (
          <button
            key={label}
            type="button"
            disabled={isDisabled}
            aria-label={text.actionOn(label, name)}
            onClick={() => act(network)}
          >
            {label}
          </button>
        ))}
      </div>
    </li>
  );
}
