/** The evidence of a record as elements: what an opened row shows. */
import { showSafely } from '../../../text/safe-text.ts';
import type { AuditRecord } from '../../record/schema.ts';
import { createElement, createName } from './elements.ts';
import { describeEdits, describeFindings, describeObject, type EvidenceField } from './evidence-fields.ts';

/** The evidence of one record: named values, the edits, and the whole record as JSON. */
export function createEvidence(record: AuditRecord): HTMLElement {
  const changes = record.edits === undefined ? [] : [createTerm('Changes', createChanges(record.edits))];
  const terms = createElement(
    'dl',
    {},
    ...describeObject(record).map(createField),
    ...changes,
    ...describeFindings(record).map(createField),
  );
  return createElement('div', { class: 'evidence' }, terms, createJson(record));
}

const createField = ({ name, text }: EvidenceField): HTMLElement => createTerm(name, createName(text));

const createTerm = (name: string, value: HTMLElement): HTMLElement =>
  createElement('div', {}, createElement('dt', {}, name), createElement('dd', {}, value));

function createChanges(edits: NonNullable<AuditRecord['edits']>): HTMLElement {
  const items = describeEdits(edits).map(({ place, removed, inserted }) => {
    const item = createElement('li', {}, `${place}: `);
    if (removed !== '') item.append(createElement('del', {}, removed), ' ');
    if (inserted !== '') item.append(createElement('ins', {}, inserted));
    return item;
  });
  return createElement('ul', { class: 'diff' }, ...items);
}

function createJson(record: AuditRecord): HTMLElement {
  const lines = JSON.stringify(record, null, 2).split('\n');
  return createElement(
    'details',
    {},
    createElement('summary', {}, 'Record as JSON'),
    createElement('pre', {}, lines.map(showSafely).join('\n')),
  );
}
