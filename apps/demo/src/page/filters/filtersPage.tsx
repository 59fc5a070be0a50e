import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { filters } from "../../i18n/en/filters.js";
import { words } from "../../i18n/words.js";
import { loadChoices } from "../hand.js";
import "../styles/filters.css";
import { Controls } from "./controls.js";
import { watchFilters } from "./filters.js";
import { Results } from "./results.js";

/** Edge filters and others over a picture, by the library's conv2d and pooling. */
export function FiltersPage(): JSX.Element {
  const text = words.value.filters ?? filters;
  useEffect(watchFilters, []);
  useEffect(loadChoices, []);
  return (
    <div class="filters">
      <section class="intro">
        <h1>{text.title}</h1>
        <p class="lead">{text.lead}</p>
      </section>
      <div class="controlsAndResult">
        <Controls />
        <Results />
      </div>
    </div>
  );
}
