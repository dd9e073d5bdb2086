/** Audit records in the words of a table: the key, as long as there is room, and the details. Rendering only. */
import stringWidth from 'string-width';
import { describeEmbedded } from '../audit/record/embedded.ts';
import type { AuditRecord } from '../audit/record/schema.ts';
import { showSafely } from '../text/safe-text.ts';

/**
 * The key, whole where it fits into `width` columns; else without the folders that SageMaker makes around the rule's
 * name, which tells apart the rules of one training job.
 */
export function showKey(key: string, width: number): string {
  const whole = showSafely(key);
  if (stringWidth(whole) <= width) return whole;
  return showSafely(key.replace(/\/rule-output\/([^/]+)\/profiler-output\//, '/…/$1/…/'));
}

/** The details that a person needs beside the outcome; empty where there are none. */
export const describeRecord = (record: AuditRecord): string =>
  join([describeResult(record), record.object.isCopy ? 'a copy' : '', ...describeContext(record)]);

/** The details beside an outcome, a reason, and the words "copies" or "earlier versions" that stand above. */
export const describeInGroup = (record: AuditRecord): string =>
  join([
    record.outcome === 'refused' ? (record.detail ?? '') : record.edits ? describeResult(record) : '',
    ...describeContext(record),
  ]);

const join = (parts: readonly string[]): string => showSafely(parts.filter((text) => text !== '').join('; '));

/** Versions are named where there is more than the current one to tell apart. */
const describeContext = (record: AuditRecord): string[] => {
  const { object, optionOne } = record;
  return [
    describeEmbedded(record),
    object.isLatest === false ? `earlier version ${object.versionId}` : '',
    optionOne?.contradiction === undefined ? '' : `Option 1 ${optionOne.state}: ${optionOne.contradiction}`,
  ];
};

function describeResult(record: AuditRecord): string {
  if (record.outcome === 'refused') return `${record.reason}: ${record.detail}`;
  if (record.edits !== undefined) return record.edits.map(describeEdit).join('; ');
  if (record.outcome === 'contended') return record.detail ?? '';
  return record.html?.beacon === undefined ? '' : 'beacon';
}

/** An argument of a call is shown as it is, a beacon is not. */
const MAX_SHOWN_BYTES = 80;

function describeEdit({ cell, at, removed, inserted }: NonNullable<AuditRecord['edits']>[number]): string {
  const [before, after] = [removed, inserted].map((text) => Buffer.from(text, 'base64'));
  const where = cell === undefined ? `byte ${at}` : `code cell ${cell}, byte ${at}`;
  const changes = [
    ...(before?.length
      ? [
          before.length > MAX_SHOWN_BYTES
            ? `-${before.length} bytes`
            : `-${JSON.stringify(before.toString())}`,
        ]
      : []),
    ...(after?.length ? [`+${JSON.stringify(after.toString())}`] : []),
  ];
  return `${where}: ${changes.join(' ')}`;
}
