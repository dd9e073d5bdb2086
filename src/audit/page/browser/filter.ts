/** The form that filters the list. */
import type { AuditRecord } from '../../record/schema.ts';
import { createElement, findElement } from './elements.ts';
import type { RecordView } from './record-view.ts';

/** Lets the form filter the view; `update` shows it afterwards. */
export function connectFilter(view: RecordView, update: () => void): void {
  const form = findElement('#filter', HTMLFormElement);
  offerOutcomes(view.records);
  form.addEventListener('input', () => {
    const values = new FormData(form);
    const read = (name: string): string => String(values.get(name));
    view.filter({ query: read('query'), outcome: read('outcome'), kind: read('kind') });
    update();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
}

function offerOutcomes(records: readonly AuditRecord[]): void {
  const outcomes = [...new Set(records.map(({ outcome }) => outcome))].sort();
  const options = outcomes.map((outcome) => createElement('option', { value: outcome }, outcome));
  findElement('select[name=outcome]', HTMLSelectElement).append(...options);
}
