/// <reference lib="dom" />
/**
 * What runs in the page when a row opens: the record's evidence. As in client.ts, the text of these functions goes into
 * the page's script, so they use nothing but what they are given.
 */
import type { AuditRecord } from '../record/schema.ts';

/** What both parts of the script make elements with. */
export type PageKit = ReturnType<typeof makeKit>;

/** Makes the kit. Called by the page itself, never by this program. */
export function makeKit() {
  const showSafely = (text: string): string =>
    text.replace(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
      (character) => `\\u{${Number(character.codePointAt(0)).toString(16)}}`,
    );
  const make = (name: string, text = '', className = ''): HTMLElement => {
    const element = document.createElement(name);
    if (text !== '') element.textContent = text;
    if (className !== '') element.className = className;
    return element;
  };
  /** A name from outside. */
  const nameOf = (text: string): HTMLElement => make('bdi', showSafely(text));
  const instantOf = (instant: string): string =>
    instant === '' ? '' : `${instant.slice(0, 19).replace('T', ' ')} UTC`;
  return { showSafely, make, nameOf, instantOf };
}

/** The evidence of one record. Called by the page itself, never by this program. */
export function showEvidence(
  record: AuditRecord,
  { showSafely, make, nameOf, instantOf }: PageKit,
): HTMLElement {
  const diffOf = (edits: NonNullable<AuditRecord['edits']>): HTMLElement => {
    const list = make('ul', '', 'diff');
    const decode = (text: string) =>
      showSafely(
        new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0))),
      );
    for (const { cell, at, removed, inserted } of edits) {
      const item = make('li', cell === undefined ? `at byte ${at}: ` : `code cell ${cell}, at byte ${at}: `);
      if (removed !== '') item.append(make('del', decode(removed)), ' ');
      if (inserted !== '') item.append(make('ins', decode(inserted)));
      list.append(item);
    }
    return list;
  };

  const list = make('dl');
  const add = (name: string, value: string | HTMLElement | undefined) => {
    if (value === undefined || value === '') return;
    const pair = make('div');
    const shown = make('dd');
    shown.append(typeof value === 'string' ? nameOf(value) : value);
    pair.append(make('dt', name), shown);
    list.append(pair);
  };
  const { before, after, html, optionOne, trigger } = record;
  const latest =
    record.object.isLatest === undefined
      ? ''
      : record.object.isLatest
        ? ', the current one then'
        : ', not the current one';
  const stateOf = (version: typeof before | typeof after) =>
    version &&
    `${version.bytes} bytes, SHA-256 ${version.sha256 ?? 'not known: not all bytes were read'}, ETag ${version.etag}`;
  add('Why', record.reason && `${record.reason}: ${record.detail ?? ''}`);
  if (record.reason === undefined) add('Detail', record.detail);
  add('Bucket', record.object.bucket);
  add('Key', record.object.key);
  add('Version examined', record.object.versionId && `${record.object.versionId}${latest}`);
  add('Before', stateOf(before));
  add('After', stateOf(after));
  add('Version written', after?.versionId);
  add('What changed', record.edits && diffOf(record.edits));
  add(
    'Usage reporting',
    html &&
      `${html.usageReporting}; generated before opting out: ${html.generatedBeforeOptOut ?? 'not known'}`,
  );
  add('Generated', html && instantOf(html.generatedAt));
  add('Notebook opted out', html?.optedOutAt && instantOf(html.optedOutAt));
  add('Beacon', html?.beacon?.url);
  add('Processing job', record.report.processingJobArn);
  add('Training job', record.report.trainingJobName);
  add(
    'Option 1',
    optionOne &&
      [
        optionOne.state,
        optionOne.value && `opt_out_telemetry ${JSON.stringify(optionOne.value)}`,
        optionOne.reason,
        optionOne.trainingJobName,
        optionOne.contradiction,
      ]
        .filter(Boolean)
        .join(', '),
  );
  add(
    'Triggered by',
    [
      trigger.source,
      trigger.eventId && `event ${trigger.eventId}`,
      trigger.requestId && `request ${trigger.requestId}`,
      trigger.eventTime && `at ${instantOf(trigger.eventTime)}`,
    ]
      .filter(Boolean)
      .join(', '),
  );
  add('Software', `${record.software.name} ${record.software.version}`);
  add('Record', record.id);
  const raw = make('details');
  raw.append(
    make('summary', 'The record as JSON'),
    make('pre', JSON.stringify(record, null, 2).split('\n').map(showSafely).join('\n')),
  );
  const body = make('div', '', 'evidence');
  body.append(list, raw);
  return body;
}
