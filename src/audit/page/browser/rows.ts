/** The rows of the list. A row opens to the evidence of its version. */
import { formatInstant } from '../format.ts';
import { createElement, createName, createTag } from './elements.ts';
import { createEvidence } from './evidence.ts';
import { COLUMNS } from './record-view.ts';
import type { ListedVersion } from './versions.ts';

const REPORTING_TEXTS = { yes: 'yes', no: 'no', unknown: 'not known' } as const;

/** The closed row of a version. */
export function createRow(version: ListedVersion): HTMLTableRowElement {
  const { record, state, reporting } = version;
  const { object, recordedAt } = record;
  const row = createElement('tr');
  const button = createElement(
    'button',
    { type: 'button', class: 'open', 'aria-expanded': 'false' },
    createName(object.key),
  );
  button.addEventListener('click', () => toggle(button, row, version));
  row.append(
    createElement('td', { class: `reports ${reporting}` }, REPORTING_TEXTS[reporting]),
    createElement('td', {}, createTag(state, needsAttention(version) ? `${state} warn` : state)),
    createElement('th', { scope: 'row' }, button, ...createObjectTags(version)),
    createElement('td', { class: 'superseded' }, ...describeSuperseded(version)),
    createElement('td', {}, object.lastModified === undefined ? '' : formatInstant(object.lastModified)),
    createElement('td', {}, formatInstant(recordedAt)),
  );
  return row;
}

const needsAttention = ({ state, record }: ListedVersion): boolean =>
  state === 'refused' || state === 'contended' || record.optionOne?.contradiction !== undefined;

function createObjectTags({ record, isCurrent, state, jobs }: ListedVersion): readonly (string | Node)[] {
  const { object, optionOne } = record;
  const tags = [
    ...(object.isCopy ? [createTag('copy')] : []),
    ...(isCurrent || state === 'gone' ? [] : [createTag('earlier version')]),
    ...(optionOne?.contradiction === undefined ? [] : [createTag('contradiction', 'warn')]),
    ...jobs.map(({ outcome }) => createTag(`job: ${outcome}`)),
  ];
  return tags.flatMap((tag) => [' ', tag]);
}

const describeSuperseded = ({ superseded }: ListedVersion): readonly string[] =>
  superseded === undefined ? [] : [`${superseded.by} ${formatInstant(superseded.at)}`];

/** Shows the evidence in a row of its own, or takes that row away. */
function toggle(button: HTMLElement, row: HTMLElement, version: ListedVersion): void {
  const isOpen = button.getAttribute('aria-expanded') === 'true';
  button.setAttribute('aria-expanded', String(!isOpen));
  if (isOpen) {
    row.nextElementSibling?.remove();
    return;
  }
  const cell = createElement('td', { colspan: String(COLUMNS.length) }, ...createEvidence(version));
  row.after(createElement('tr', { class: 'opened' }, cell));
}
