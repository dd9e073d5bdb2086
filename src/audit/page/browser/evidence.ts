/** The evidence of a version as elements: what an opened row shows. */
import { showSafely } from '../../../text/safe-text.ts';
import type { LedgerRecord } from '../../record/schema.ts';
import { formatInstant } from '../format.ts';
import { createElement, createName } from './elements.ts';
import { describeEvidence, describeJob, type EditText, type EvidenceField } from './evidence-fields.ts';
import type { ListedVersion } from './versions.ts';

/** The evidence of each record about the version, in order of time, then of its training job; each as JSON, too. */
export const createEvidence = ({ related, jobs }: ListedVersion): readonly HTMLElement[] => [
  ...related.map((record) => {
    const heading = related.length + jobs.length > 1 ? headingOf(record) : undefined;
    return createRecordEvidence(record, describeEvidence(record), heading);
  }),
  ...jobs.map((job) => createRecordEvidence(job, describeJob(job), `Training job: ${headingOf(job)}`)),
];

const headingOf = ({ outcome, recordedAt }: LedgerRecord): string =>
  `${outcome}, recorded ${formatInstant(recordedAt)}`;

function createRecordEvidence(
  record: LedgerRecord,
  evidence: readonly EvidenceField[],
  heading: string | undefined,
): HTMLElement {
  const fields = createElement('dl', {}, ...evidence.map(createField));
  const lines = JSON.stringify(record, null, 2).split('\n').map(showSafely);
  const summary = createElement('summary', {}, 'Record as JSON');
  const json = createElement('details', {}, summary, createElement('pre', {}, lines.join('\n')));
  const headings = heading === undefined ? [] : [createElement('h3', {}, heading)];
  return createElement('div', { class: 'evidence' }, ...headings, fields, json);
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
