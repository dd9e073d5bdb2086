import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeProvenance,
  encodeProvenance,
  METADATA_LIMIT_BYTES,
} from '../../src/aws/provenance-metadata.ts';
import { byteOffset } from '../../src/bytes/edit.ts';
import type { Provenance } from '../../src/report/ports.ts';

const instant = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') });
const bytes = fc.uint8Array({ maxLength: 30 });
const edit = fc.record(
  { cell: fc.integer({ min: 1, max: 99 }), start: fc.nat().map(byteOffset), removed: bytes, inserted: bytes },
  { requiredKeys: ['start', 'removed', 'inserted'] },
);
const provenance: fc.Arbitrary<Provenance> = fc.record(
  {
    outcome: fc.constantFrom('opted-out' as const, 'silenced' as const),
    at: instant,
    locationHash: fc.stringMatching(/^[0-9a-f]{32}$/),
    software: fc.string({ unit: 'grapheme', maxLength: 20 }),
    before: fc.record(
      {
        etag: fc.string({ maxLength: 40 }),
        sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
        sizeBytes: fc.nat(),
        versionId: fc.string({ maxLength: 40 }),
        lastModified: instant,
      },
      { requiredKeys: ['etag', 'sha256', 'sizeBytes', 'lastModified'] },
    ),
    edits: fc.array(edit, { maxLength: 3 }),
    optedOutAt: instant,
    papermillTime: instant,
  },
  { requiredKeys: ['outcome', 'locationHash', 'at', 'software', 'before'] },
);
const own = fc.dictionary(fc.stringMatching(/^[a-z-]{1,9}$/), fc.string({ maxLength: 20 }), { maxKeys: 3 });

test('what is encoded is decoded, beside metadata of any other kind, and ASCII', () => {
  fc.assert(
    fc.property(provenance, own, (given, metadata) => {
      const encoded = encodeProvenance(metadata, given);
      if (encoded.kind !== 'fits') throw new Error('these always fit');
      expect(encoded.metadata).toMatchObject(metadata);
      const ours = Object.entries(encoded.metadata).filter(([name]) => !(name in metadata));
      expect(ours.map(([, value]) => value).join('')).toMatch(/^[\x20-\x7e]*$/);
      expect(decodeProvenance(encoded.metadata)).toEqual(given);
    }),
  );
});

test('earlier provenance is replaced, not added to', () => {
  fc.assert(
    fc.property(provenance, provenance, (first, second) => {
      const encode = (metadata: Record<string, string>, given: Provenance) => {
        const encoded = encodeProvenance(metadata, given);
        return encoded.kind === 'fits' ? encoded.metadata : {};
      };
      expect(encode(encode({ a: 'b' }, first), second)).toEqual(encode({ a: 'b' }, second));
    }),
  );
});

test('never more than 2 KB, the hash before the edits', () => {
  fc.assert(
    fc.property(provenance, fc.integer({ min: 0, max: 2100 }), (given, length) => {
      const encoded = encodeProvenance({ own: 'é'.repeat(length / 2) }, given);
      const size = encoded.kind === 'fits' ? sizeOf(encoded.metadata) : encoded.neededBytes;
      expect(size <= METADATA_LIMIT_BYTES).toBe(encoded.kind === 'fits');
      const decoded = encoded.kind === 'fits' ? decodeProvenance(encoded.metadata) : undefined;
      expect(decoded?.before).toEqual(encoded.kind === 'fits' ? given.before : undefined);
      expect(decoded?.edits !== undefined).toBe(encoded.kind === 'fits' && encoded.hasEdits);
    }),
  );
});

const sizeOf = (metadata: Readonly<Record<string, string>>): number =>
  Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);

test('broken or foreign entries are no provenance', () => {
  const encoded = encodeProvenance(
    {},
    {
      outcome: 'opted-out',
      at: new Date(0),
      locationHash: '0'.repeat(32),
      software: 's',
      before: { etag: 'e', sha256: 'a'.repeat(64), sizeBytes: 1, lastModified: new Date(0) },
      edits: [{ start: byteOffset(1), removed: new Uint8Array(), inserted: Uint8Array.of(65) }],
    },
  );
  const metadata = encoded.kind === 'fits' ? encoded.metadata : {};
  expect(decodeProvenance(metadata)).toBeDefined();
  expect(decodeProvenance({})).toBeUndefined();
  for (const [name, values] of Object.entries({
    'profiler-opt-out-before': ['', 'sha256:x bytes:1', `sha256:${'a'.repeat(64)}`],
    'profiler-opt-out-was': ['', 'etag=e', 'etag=e&modified=soon', 'modified=2020-01-01'],
    'profiler-opt-out-by': [
      '',
      'outcome=opted-out',
      'outcome=other&at=2020-01-01&software=s',
      'outcome=silenced&at=2020-01-01',
    ],
    'profiler-opt-out-edits': ['x', '1:2:3', '::'],
  })) {
    for (const value of values) expect(decodeProvenance({ ...metadata, [name]: value })).toBeUndefined();
  }
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(metadata)), fc.string({ unit: 'binary' }), (name, value) => {
      expect(() => decodeProvenance({ ...metadata, [name]: value })).not.toThrow();
    }),
  );
});
