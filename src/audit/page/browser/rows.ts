/** The rows of the list. A row opens to the evidence of its record. */
import type { AuditRecord } from '../../record/schema.ts';
import { formatInstant } from '../format.ts';
import { COLUMNS } from './columns.ts';
import { createElement, createName, createTag } from './elements.ts';
import { createEvidence } from './evidence.ts';

/** The closed row of a record. */
export function createRow(record: AuditRecord): HTMLTableRowElement {
  const { outcome, object, recordedAt } = record;
  const row = createElement('tr');
  row.append(
    createElement('td', {}, createTag(outcome, `${outcome}${needsAttention(record) ? ' warn' : ''}`)),
    createElement('th', { scope: 'row' }, createOpener(row, record), ...createObjectTags(record)),
    createElement('td', {}, object.lastModified === undefined ? '' : formatInstant(object.lastModified)),
    createElement('td', {}, formatInstant(recordedAt)),
  );
  return row;
}

const needsAttention = ({ outcome, optionOne }: AuditRecord): boolean =>
  outcome === 'refused' || outcome === 'contended' || optionOne?.contradiction !== undefined;

function createObjectTags({ object, optionOne }: AuditRecord): (string | Node)[] {
  const tags = [
    ...(object.isCopy ? [createTag('copy')] : []),
    ...(object.isLatest === false ? [createTag('earlier version')] : []),
    ...(optionOne?.contradiction === undefined ? [] : [createTag('contradiction', 'warn')]),
  ];
  return tags.flatMap((tag) => [' ', tag]);
}

/** The button that shows the evidence in a row of its own, and takes it away. */
function createOpener(row: HTMLElement, record: AuditRecord): HTMLElement {
  const button = createElement(
    'button',
    { type: 'button', class: 'open', 'aria-expanded': 'false' },
    createName(record.object.key),
  );
  let opened: HTMLElement | undefined;
  button.addEventListener('click', () => {
    if (opened === undefined) {
      opened = createOpenedRow(record);
      row.after(opened);
    } else {
      opened.remove();
      opened = undefined;
    }
    button.setAttribute('aria-expanded', String(opened !== undefined));
  });
  return button;
}

const createOpenedRow = (record: AuditRecord): HTMLElement =>
  createElement(
    'tr',
    { class: 'opened' },
    createElement('td', { colspan: String(COLUMNS.length) }, createEvidence(record)),
  );
