/** The evidence of a version as elements: what an opened row shows. */
import { showSafely } from '../../../text/safe-text.ts';
import type { AuditRecord } from '../../record/schema.ts';
import { formatInstant } from '../format.ts';
import { createElement, createName } from './elements.ts';
import { describeEvidence, type EditText, type EvidenceField } from './evidence-fields.ts';
import type { ListedVersion } from './versions.ts';

/** The evidence of each record about the version, in order of time, and the whole record as JSON. */
export const createEvidence = ({ related }: ListedVersion): readonly HTMLElement[] =>
  related.map((record) => createRecordEvidence(record, related.length > 1));

function createRecordEvidence(record: AuditRecord, isOneOfMany: boolean): HTMLElement {
  const fields = createElement('dl', {}, ...describeEvidence(record).map(createField));
  const lines = JSON.stringify(record, null, 2).split('\n').map(showSafely);
  const summary = createElement('summary', {}, 'Record as JSON');
  const json = createElement('details', {}, summary, createElement('pre', {}, lines.join('\n')));
  const heading = createElement('h3', {}, `${record.outcome}, recorded ${formatInstant(record.recordedAt)}`);
  return createElement('div', { class: 'evidence' }, ...(isOneOfMany ? [heading] : []), fields, json);
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
