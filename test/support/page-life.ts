/** The life of an HTML report, made up by chance: what happens to it, what is recorded of that, and what is true in the end. */

import type { AuditRecord } from '../../src/audit/record/schema.ts';
import type { HtmlEvidence } from '../../src/report/finding.ts';
import { parseReportKey } from '../../src/report/key.ts';
import { recordOf, stateOf } from './records.ts';
import type { FindingFields } from './reports/finding-fields.ts';

/** A life that is over: its records in the order of their making, redelivered ones among them. */
export interface PageLife {
  readonly bucket: string;
  readonly key: string;
  readonly records: readonly AuditRecord[];
  /** Whether the page, if it is there, holds a beacon. */
  readonly isReporting: boolean;
}

/** What a page may hold. */
const PAGES = ['beacon', 'another-beacon', 'no-beacon', 'two-beacons'] as const;
const HOUR_MS = 3_600_000;
const STEPS = 7;

interface Present {
  /** What it holds, and whether we silenced it. */
  readonly page: (typeof PAGES)[number];
  readonly isSilenced: boolean;
  readonly versionId: string | undefined;
  readonly lastModified: Date;
}

/** Lives through some steps. `random` answers numbers from 0 up to but not including 1. */
export function livePage(random: () => number, bucket: string, key: string): PageLife {
  const records: AuditRecord[] = [];
  const earlier: Present[] = [];
  const isVersioned = random() < 0.5;
  const copy = parseReportKey(key) === undefined ? ({ isCopy: true } as const) : {};
  const oneOf = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  let now = Date.UTC(2026, 0, 1) + Math.floor(random() * 1_000) * HOUR_MS;
  let written = 0;
  let present: Present | undefined;

  const wait = (): Date => {
    now += random() < 0.4 ? 1 + Math.floor(random() * 300) : Math.ceil(random() * 30) * HOUR_MS;
    return new Date(now);
  };
  const secondsOfWrites = new Map<string, number>();
  const put = (page: Present['page'], isSilenced: boolean): Present => {
    if (present !== undefined && isVersioned) earlier.push(present);
    written += 1;
    // The same bytes written twice in a second cannot be told apart where no versions are kept.
    const bytes = `${page} ${isSilenced}`;
    if (secondsOfWrites.get(bytes) === Math.floor(now / 1_000)) now += 1_000;
    const second = Math.floor(now / 1_000);
    secondsOfWrites.set(bytes, second);
    const versionId = isVersioned ? `v${written}` : undefined;
    // S3 tells no milliseconds.
    present = { page, isSilenced, versionId, lastModified: new Date(second * 1_000) };
    return present;
  };
  const record = (finding: FindingFields, of: Present): void => {
    const place = { kind: 'html', bucket, key, ...copy, at: wait(), lastModified: of.lastModified } as const;
    const isLatest = isVersioned ? { isLatest: of === present } : {};
    records.push(recordOf({ ...place, ...isLatest, before: hashOf(of), ...finding }));
  };
  const examine = (of: Present): void => record(lookedAt(of, random() < 0.3), of);
  /** What is changed is the current version until then. */
  const change = (outcome: 'silenced' | 'restored', before: Present): void => {
    const isLatest = isVersioned ? { isLatest: true } : {};
    const after = hashOf(put(before.page, outcome === 'silenced'));
    record({ outcome, ...isLatest, html: evidenceOf(before), after }, before);
  };
  const redeliver = (): void => {
    const last = records.at(-1);
    if (last !== undefined && random() < 0.3) records.push(last);
  };

  const steps = {
    write: () => examine(put(oneOf(PAGES), false)),
    examine: () => present && examine(present),
    'look at an earlier version': () => earlier.length > 0 && examine(oneOf(earlier)),
    silence: () => {
      if (present !== undefined && holdsOne(present)) change('silenced', present);
    },
    restore: () => {
      if (present?.isSilenced) change('restored', present);
    },
    contend: () => {
      if (present !== undefined && holdsOne(present))
        record({ outcome: 'contended', html: evidenceOf(present) }, present);
    },
    delete: () => {
      if (present === undefined) return;
      if (isVersioned) earlier.push(present);
      present = undefined;
      const {
        before: _before,
        html: _html,
        ...gone
      } = recordOf({ outcome: 'missing', bucket, key, at: wait() });
      const { lastModified: _lastModified, ...object } = gone.object;
      records.push({ ...gone, object });
    },
  };
  steps.write();
  for (let step = 0; step < STEPS; step += 1) {
    oneOf([steps.write, steps.examine, steps.silence, steps.silence, ...Object.values(steps)])();
    redeliver();
  }
  return {
    bucket,
    key,
    records,
    isReporting: present !== undefined && evidenceOf(present).usageReporting === 'reports',
  };
}

const hashOf = ({ page, isSilenced, versionId }: Present) =>
  stateOf(isSilenced ? `${page}, silenced` : page, versionId);

const holdsOne = ({ page, isSilenced }: Present): boolean =>
  (page === 'beacon' || page === 'another-beacon') && !isSilenced;

const evidenceOf = ({ page, isSilenced }: Present): HtmlEvidence => ({
  usageReporting: page === 'no-beacon' || isSilenced ? 'silent' : 'reports',
  generatedBeforeOptOut: page !== 'no-beacon',
});

/** What an examination finds that changes nothing. */
function lookedAt(of: Present, isDryRun: boolean): FindingFields {
  const html = evidenceOf(of);
  if (of.page === 'two-beacons' && !of.isSilenced)
    return { outcome: 'refused', reason: 'several-beacons', detail: 'two', html };
  if (html.usageReporting === 'silent')
    return { outcome: of.isSilenced && isDryRun ? 'would-restore' : 'silent', html };
  return { outcome: isDryRun ? 'would-silence' : 'reports-usage', html };
}
