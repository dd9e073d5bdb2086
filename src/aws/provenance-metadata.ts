/**
 * Provenance as S3 user metadata: entries named `profiler-opt-out-...`, ASCII only, the hash first, the edits
 * only when they fit into S3's 2 KB. Pure.
 */

import { decodeEdit, encodeEdit } from '../audit/record/edits.ts';
import type { ByteEdit } from '../bytes/edit.ts';
import type { Provenance } from '../report/ports.ts';
import type { Trigger } from '../report/trigger.ts';
import { defined } from '../text/defined.ts';

/** User metadata: names without `x-amz-meta-`, lower case. */
export type UserMetadata = Readonly<Record<string, string>>;

/** What encoding came to. */
export type EncodedProvenance =
  | { readonly kind: 'fits'; readonly metadata: UserMetadata; readonly hasEdits: boolean }
  | { readonly kind: 'no-room'; readonly neededBytes: number };

/** Source: Amazon S3 User Guide, "Working with object metadata": names and values together, in UTF-8. */
export const METADATA_LIMIT_BYTES = 2048;

const PREFIX = 'profiler-opt-out-';
const NAME = {
  before: `${PREFIX}before`,
  was: `${PREFIX}was`,
  by: `${PREFIX}by`,
  edits: `${PREFIX}edits`,
  trigger: `${PREFIX}trigger`,
} as const;

/** `own`, the object's metadata, with the provenance, or without any; earlier provenance goes. */
export function encodeProvenance(own: UserMetadata, provenance: Provenance | undefined): EncodedProvenance {
  const foreign = Object.fromEntries(Object.entries(own).filter(([name]) => !isOurs(name)));
  if (provenance === undefined) return { kind: 'fits', metadata: foreign, hasEdits: true };
  const { outcome, at, software, place, before, edits, trigger, optedOutAt } = provenance;
  const needed: UserMetadata = {
    ...foreign,
    [NAME.before]: `sha256:${before.sha256} bytes:${before.sizeBytes}`,
    [NAME.was]: new URLSearchParams({
      etag: before.etag,
      modified: before.lastModified.toISOString(),
      ...defined({ version: before.versionId }),
    }).toString(),
    [NAME.by]: new URLSearchParams({
      outcome,
      at: at.toISOString(),
      software,
      place,
      ...defined({ notebook: optedOutAt?.toISOString() }),
    }).toString(),
  };
  const neededBytes = sizeOf(needed);
  if (neededBytes > METADATA_LIMIT_BYTES) return { kind: 'no-room', neededBytes };
  const whole = edits === undefined ? needed : { ...needed, [NAME.edits]: edits.map(renderEdit).join(' ') };
  const hasEdits = edits !== undefined && sizeOf(whole) <= METADATA_LIMIT_BYTES;
  const most = hasEdits ? whole : needed;
  const told = { ...most, ...(trigger === undefined ? {} : { [NAME.trigger]: encodeTrigger(trigger) }) };
  return { kind: 'fits', metadata: sizeOf(told) <= METADATA_LIMIT_BYTES ? told : most, hasEdits };
}

/** The provenance in an object's metadata, or undefined when there is none that can be relied on. */
export function decodeProvenance(metadata: UserMetadata): Provenance | undefined {
  const hashed = /^sha256:([0-9a-f]{64}) bytes:([0-9]{1,15})$/.exec(metadata[NAME.before] ?? '');
  const was = new URLSearchParams(metadata[NAME.was]);
  const by = new URLSearchParams(metadata[NAME.by]);
  const [etag, versionId] = [was.get('etag'), was.get('version')];
  const [software, place] = [by.get('software'), by.get('place')];
  const optedOutAt = readInstant(by.get('notebook'));
  const trigger = decodeTrigger(metadata[NAME.trigger]);
  const [at, lastModified] = [readInstant(by.get('at')), readInstant(was.get('modified'))];
  const outcome = (['opted-out', 'silenced'] as const).find((known) => known === by.get('outcome'));
  const edits = decodeEdits(metadata[NAME.edits]);
  const [, sha256, size] = hashed ?? [];
  if (sha256 === undefined || etag === null || software === null || edits === null) return undefined;
  if (at === undefined || lastModified === undefined || outcome === undefined || place === null)
    return undefined;
  return {
    outcome,
    place,
    at,
    software,
    ...defined({ trigger, optedOutAt }),
    before: {
      etag,
      sha256,
      sizeBytes: Number(size),
      lastModified,
      ...(versionId === null ? {} : { versionId }),
    },
    ...defined({ edits }),
  };
}

const isOurs = (name: string): boolean => name.startsWith(PREFIX);

const sizeOf = (metadata: UserMetadata): number =>
  Object.entries(metadata).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );

/** `cell:at:removed:inserted`, bytes in base64; the cell is left out for HTML reports. */
function renderEdit(edit: ByteEdit): string {
  const { cell = '', at, removed, inserted } = encodeEdit(edit);
  return [cell, at, removed, inserted].join(':');
}

const EDIT = /^([0-9]{0,9}):([0-9]{1,15}):([A-Za-z0-9+/=]*):([A-Za-z0-9+/=]*)$/;

/** Undefined when there are none, null when they are broken. */
function decodeEdits(text: string | undefined): ByteEdit[] | undefined | null {
  if (text === undefined) return undefined;
  if (text === '') return [];
  const edits: ByteEdit[] = [];
  for (const part of text.split(' ')) {
    const [, cell, at, removed, inserted] = EDIT.exec(part) ?? [];
    if (at === undefined || removed === undefined || inserted === undefined) return null;
    edits.push(decodeEdit({ ...(cell ? { cell: Number(cell) } : {}), at: Number(at), removed, inserted }));
  }
  return edits;
}

const encodeTrigger = (trigger: Trigger): string => new URLSearchParams({ ...trigger }).toString();

function decodeTrigger(text: string | undefined): Trigger | undefined {
  const told = Object.fromEntries(new URLSearchParams(text));
  const source = TRIGGER_SOURCES.find((known) => known === told['source']);
  const { eventId, requestId, eventTime } = told;
  if (source === undefined) return undefined;
  const time = readInstant(eventTime ?? null)?.toISOString();
  return {
    source,
    ...defined({ eventId, requestId, eventTime: time }),
  };
}

const TRIGGER_SOURCES = ['s3', 'eventbridge', 'batch-operations', 'cli'] as const;

function readInstant(text: string | null): Date | undefined {
  const instant = new Date(text ?? Number.NaN);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}
