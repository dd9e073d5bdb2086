/** The form that filters the list. */
import { createElement, findElement } from './elements.ts';
import type { RecordView } from './record-view.ts';
import type { ListedVersion } from './versions.ts';

/** Lets the form filter the view; `update` shows it afterwards. */
export function connectFilter(view: RecordView, update: () => void): void {
  const form = findElement('#filter', HTMLFormElement);
  offerStates(view.versions);
  form.addEventListener('input', () => {
    const values = new FormData(form);
    const read = (name: string): string => String(values.get(name));
    view.filter({
      query: read('query'),
      reporting: read('reporting'),
      state: read('state'),
      kind: read('kind'),
    });
    update();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
}

function offerStates(versions: readonly ListedVersion[]): void {
  const states = [...new Set(versions.map(({ state }) => state))].sort();
  const options = states.map((state) => createElement('option', { value: state }, state));
  findElement('select[name=state]', HTMLSelectElement).append(...options);
}
