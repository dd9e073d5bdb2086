/** The evidence of a record as elements: what an opened row shows. */
import { showSafely } from '../../../text/safe-text.ts';
import type { AuditRecord } from '../../record/schema.ts';
import { createElement, createName } from './elements.ts';
import { describeEvidence, type EditText, type EvidenceField } from './evidence-fields.ts';

/** The evidence of one record, and the whole record as JSON. */
export function createEvidence(record: AuditRecord): HTMLElement {
  const fields = createElement('dl', {}, ...describeEvidence(record).map(createField));
  const lines = JSON.stringify(record, null, 2).split('\n').map(showSafely);
  const summary = createElement('summary', {}, 'Record as JSON');
  const json = createElement('details', {}, summary, createElement('pre', {}, lines.join('\n')));
  return createElement('div', { class: 'evidence' }, fields, json);
}

function createField([name, value]: EvidenceField): HTMLElement {
  const shown = typeof value === 'string' ? createName(value) : createChanges(value);
  return createElement('div', {}, createElement('dt', {}, name), createElement('dd', {}, shown));
}

const createChanges = (edits: readonly EditText[]): HTMLElement =>
  createElement('ul', { class: 'diff' }, ...edits.map(createChange));

function createChange({ place, removed, inserted }: EditText): HTMLElement {
  const item = createElement('li', {}, `${place}: `);
  if (removed !== '') item.append(createElement('del', {}, removed), ' ');
  if (inserted !== '') item.append(createElement('ins', {}, inserted));
  return item;
}
