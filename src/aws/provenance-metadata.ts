/**
 * Provenance as S3 user metadata: entries named `profiler-opt-out-...`, ASCII only. The hash is always there, edits and
 * trigger only when they fit into S3's 2 KB. Pure.
 */

import type { Provenance } from '../report/ports.ts';
import type { Trigger } from '../report/trigger.ts';
import { defined } from '../text/defined.ts';
import { parseEdits, renderEdits } from './provenance-edits.ts';

/** User metadata by name, in lower case and without `x-amz-meta-`. */
export type UserMetadata = Readonly<Record<string, string>>;

/** The metadata to write, or the size that it would need. */
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

/** The metadata of an object with the provenance, or without any; earlier provenance is removed. */
export function encodeProvenance(
  metadata: UserMetadata,
  provenance: Provenance | undefined,
): EncodedProvenance {
  const foreign = Object.fromEntries(Object.entries(metadata).filter(([name]) => !isOurs(name)));
  if (provenance === undefined) return { kind: 'fits', metadata: foreign, hasEdits: true };
  const { outcome, at, software, locationHash, before, edits, trigger, optedOutAt, papermillTime } =
    provenance;
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
      place: locationHash,
      ...defined({ notebook: optedOutAt?.toISOString(), papermill: papermillTime?.toISOString() }),
    }).toString(),
  };
  const neededBytes = sizeOf(needed);
  if (neededBytes > METADATA_LIMIT_BYTES) return { kind: 'no-room', neededBytes };
  const withEdits = addIfItFits(needed, NAME.edits, edits && renderEdits(edits));
  const withTrigger = addIfItFits(withEdits, NAME.trigger, trigger && encodeTrigger(trigger));
  return { kind: 'fits', metadata: withTrigger, hasEdits: NAME.edits in withEdits };
}

/** The provenance in an object's metadata, or undefined when there is none that can be relied on. */
export function decodeProvenance(metadata: UserMetadata): Provenance | undefined {
  const hashed = /^sha256:([0-9a-f]{64}) bytes:([0-9]{1,15})$/.exec(metadata[NAME.before] ?? '');
  const was = new URLSearchParams(metadata[NAME.was]);
  const by = new URLSearchParams(metadata[NAME.by]);
  const [etag, versionId] = [was.get('etag'), was.get('version')];
  const [software, place] = [by.get('software'), by.get('place')];
  const optedOutAt = readInstant(by.get('notebook'));
  const papermillTime = readInstant(by.get('papermill'));
  const trigger = decodeTrigger(metadata[NAME.trigger]);
  const [at, lastModified] = [readInstant(by.get('at')), readInstant(was.get('modified'))];
  const outcome = (['opted-out', 'silenced'] as const).find((known) => known === by.get('outcome'));
  const edits = parseEdits(metadata[NAME.edits]);
  const [, sha256, size] = hashed ?? [];
  if (sha256 === undefined || etag === null || software === null || edits === null) return undefined;
  if (at === undefined || lastModified === undefined || outcome === undefined || place === null)
    return undefined;
  return {
    outcome,
    locationHash: place,
    at,
    software,
    ...defined({ trigger, optedOutAt, papermillTime }),
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

function addIfItFits(metadata: UserMetadata, name: string, value: string | undefined): UserMetadata {
  if (value === undefined) return metadata;
  const added = { ...metadata, [name]: value };
  return sizeOf(added) <= METADATA_LIMIT_BYTES ? added : metadata;
}

const isOurs = (name: string): boolean => name.startsWith(PREFIX);

const sizeOf = (metadata: UserMetadata): number =>
  Object.entries(metadata).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );

const encodeTrigger = (trigger: Trigger): string => new URLSearchParams({ ...trigger }).toString();

function decodeTrigger(text: string | undefined): Trigger | undefined {
  const fields = Object.fromEntries(new URLSearchParams(text));
  const source = TRIGGER_SOURCES.find((known) => known === fields['source']);
  const { eventId, requestId, eventTime } = fields;
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
