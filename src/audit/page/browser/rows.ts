/** The rows of the list. A row opens to the evidence of its record. */
import type { AuditRecord } from '../../record/schema.ts';
import { formatInstant } from '../format.ts';
import { createElement, createName, createTag } from './elements.ts';
import { createEvidence } from './evidence.ts';
import { COLUMNS } from './record-view.ts';

/** The closed row of a record. */
export function createRow(record: AuditRecord): HTMLTableRowElement {
  const { outcome, object, recordedAt } = record;
  const row = createElement('tr');
  const button = createElement(
    'button',
    { type: 'button', class: 'open', 'aria-expanded': 'false' },
    createName(object.key),
  );
  button.addEventListener('click', () => toggle(button, row, record));
  row.append(
    createElement('td', {}, createTag(outcome, needsAttention(record) ? `${outcome} warn` : outcome)),
    createElement('th', { scope: 'row' }, button, ...createObjectTags(record)),
    createElement('td', {}, object.lastModified === undefined ? '' : formatInstant(object.lastModified)),
    createElement('td', {}, formatInstant(recordedAt)),
  );
  return row;
}

const needsAttention = ({ outcome, optionOne }: AuditRecord): boolean =>
  outcome === 'refused' || outcome === 'contended' || optionOne?.contradiction !== undefined;

function createObjectTags({ object, optionOne }: AuditRecord): readonly (string | Node)[] {
  const tags = [
    ...(object.isCopy ? [createTag('copy')] : []),
    ...(object.isLatest === false ? [createTag('earlier version')] : []),
    ...(optionOne?.contradiction === undefined ? [] : [createTag('contradiction', 'warn')]),
  ];
  return tags.flatMap((tag) => [' ', tag]);
}

/** Shows the evidence in a row of its own, or takes that row away. */
function toggle(button: HTMLElement, row: HTMLElement, record: AuditRecord): void {
  const isOpen = button.getAttribute('aria-expanded') === 'true';
  button.setAttribute('aria-expanded', String(!isOpen));
  if (isOpen) {
    row.nextElementSibling?.remove();
    return;
  }
  const cell = createElement('td', { colspan: String(COLUMNS.length) }, createEvidence(record));
  row.after(createElement('tr', { class: 'opened' }, cell));
}
