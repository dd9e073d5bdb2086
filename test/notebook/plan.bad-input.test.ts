import { describe, expect, test } from 'vitest';
import { planNotebook } from '../../src/notebook/plan.ts';
import { writeNotebook } from '../support/notebook.ts';
import { planAndCheck } from '../support/plan-contract.ts';

const CALL = 'setup_profiler_report(arn)';
const cell = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: [CALL] };
const good = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 4 };
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const goodText = JSON.stringify(good);

const refused: readonly [title: string, bytes: Uint8Array, reason: string, detail: RegExp][] = [
  ['an empty file', Buffer.from(''), 'empty', /upload the notebook again/],
  ['white space only', Buffer.from(' \n'), 'not-json', /cut off/],
  [
    'a Git LFS pointer',
    Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\n'),
    'not-json',
    /fetch the file with git lfs pull/,
  ],
  ['no JSON', Buffer.from('<html>'), 'not-json', /byte 0 is no JSON value/],
  [
    'truncated JSON',
    Buffer.from(goodText.slice(0, -7)),
    'not-json',
    /the end of the file: the JSON is cut off/,
  ],
  ['JSON cut inside a string', Buffer.from(goodText.slice(0, 20)), 'not-json', /cut off/],
  ['something behind the JSON', Buffer.from(`${goodText} x`), 'not-json', /behind the end/],
  ['a trailing comma', Buffer.from('{"cells": [],}'), 'not-json', /byte 13 is not the start of a string/],
  ['a missing colon', Buffer.from('{"cells" []}'), 'not-json', /not a colon/],
  ['a missing colon in a value that is moved over', Buffer.from('{"x": {"a" 1}}'), 'not-json', /not a colon/],
  ['a missing comma', Buffer.from('{"x": [1 2]}'), 'not-json', /byte 9 is not a comma/],
  ['brackets that do not match', Buffer.from('{"cells": [}'), 'not-json', /byte 11/],
  ['a control character in a string', Buffer.from('{"a\nb": 1}'), 'not-json', /control character/],
  [
    'a control character at the end of the file',
    Buffer.from('["\n"]'),
    'not-json',
    /byte 2 is a control character/,
  ],
  ['a string at the end of the file', Buffer.from('["\\\\'), 'not-json', /cut off/],
  [
    'the last of many keys twice',
    Buffer.from(`{${Array.from({ length: 17 }, (_, index) => `"k${index}":1`)},"k16":2}`),
    'duplicate-keys',
    /"k16" that ends at/,
  ],
  [
    'a key twice beside one of the same hash',
    Buffer.from('{"Aa":1,"BB":2,"BB":3}'),
    'duplicate-keys',
    /"BB"/,
  ],
  ['a broken escape', Buffer.from('{"a\\x": 1}'), 'not-json', /broken escape/],
  ['a broken unicode escape', Buffer.from('{"a\\u12g4": 1}'), 'not-json', /broken escape/],
  ['nan, which Python does not read', Buffer.from('{"x": nan}'), 'not-json', /no JSON value/],
  ['-NaN', Buffer.from('{"x": -NaN}'), 'not-json', /no JSON value/],
  ['+Infinity', Buffer.from('{"x": +Infinity}'), 'not-json', /no JSON value/],
  ['infinity', Buffer.from('{"x": infinity}'), 'not-json', /no JSON value/],
  ['NaN as a key', Buffer.from('{NaN: 1}'), 'not-json', /not the start of a string/],
  ['Infinity beside a number', Buffer.from('{"x": 1Infinity}'), 'not-json', /no JSON value/],
  [
    'NaN for the nbformat',
    Buffer.from('{"nbformat": NaN, "cells": []}'),
    'unsupported-nbformat',
    /nbformat NaN/,
  ],
  ['a number with a leading zero', Buffer.from('{"x": 01}'), 'not-json', /no JSON value/],
  ['a number without end', Buffer.from(`{"x": ${'1'.repeat(2000)}}`), 'not-json', /no JSON value/],
  ['a JSON list', json([]), 'not-a-notebook', /no nbformat|without an nbformat/],
  ['a JSON string', json('notebook'), 'not-a-notebook', /without an nbformat/],
  ['an object that is no notebook', json({ a: 1 }), 'not-a-notebook', /without an nbformat/],
  ['nbformat as text', json({ ...good, nbformat: '4' }), 'not-a-notebook', /without an nbformat/],
  ['nbformat as a list', json({ ...good, nbformat: [4] }), 'not-a-notebook', /without an nbformat/],
  ['nbformat 2', json({ ...good, nbformat: 2 }), 'unsupported-nbformat', /nbformat 2: convert/],
  ['nbformat 99', json({ ...good, nbformat: 99 }), 'unsupported-nbformat', /nbformat 99/],
  ['no cells', json({ metadata: {}, nbformat: 4 }), 'not-a-notebook', /without a list of cells/],
  ['cells that are no list', json({ ...good, cells: {} }), 'not-a-notebook', /without a list of cells/],
  [
    'a cell that is no object',
    json({ ...good, cells: [cell, 3] }),
    'not-a-notebook',
    /without a list of cells/,
  ],
  [
    'worksheets that are no list',
    json({ nbformat: 3, worksheets: 1 }),
    'not-a-notebook',
    /nbformat 3 without/,
  ],
  [
    'a worksheet without cells',
    json({ nbformat: 3, worksheets: [{}] }),
    'not-a-notebook',
    /nbformat 3 without/,
  ],
  [
    'a worksheet that is no object',
    json({ nbformat: 3, worksheets: [[]] }),
    'not-a-notebook',
    /nbformat 3 without/,
  ],
  [
    'a cell without a type',
    json({ ...good, cells: [{ source: CALL }] }),
    'not-a-notebook',
    /cell 1 is of no known/,
  ],
  [
    'a cell of an unknown type',
    json({ ...good, cells: [cell, { ...cell, cell_type: 'poem' }] }),
    'not-a-notebook',
    /cell 2/,
  ],
  [
    'a cell without source',
    json({ ...good, cells: [{ cell_type: 'code' }] }),
    'not-a-notebook',
    /cell 1 has no source/,
  ],
  [
    'an nbformat 3 code cell without input',
    json({ nbformat: 3, worksheets: [{ cells: [cell] }] }),
    'not-a-notebook',
    /cell 1 has no input/,
  ],
  [
    'a source that is a number',
    json({ ...good, cells: [{ ...cell, source: 7 }] }),
    'not-a-notebook',
    /neither a string nor a list/,
  ],
  [
    'a source that is an object',
    json({ ...good, cells: [{ ...cell, source: {} }] }),
    'not-a-notebook',
    /neither a string/,
  ],
  [
    'a source list that holds numbers',
    json({ ...good, cells: [{ ...cell, source: [CALL, 7] }] }),
    'not-a-notebook',
    /neither/,
  ],
  [
    'a lone surrogate in a code cell',
    json({ ...good, cells: [cell, { ...cell, source: 'x = "\ud800"' }] }),
    'lone-surrogate',
    /code cell 2/,
  ],
  ['invalid UTF-8', Buffer.concat([Buffer.from(goodText), Buffer.from([0xff])]), 'not-utf-8', /no UTF-8/],
  ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'not-utf-8', /no UTF-8/],
  ['UTF-16, little endian', Buffer.from(`\ufeff${goodText}`, 'utf16le'), 'not-utf-8', /UTF-16/],
  ['UTF-16, big endian', Buffer.from(`\ufeff${goodText}`, 'utf16le').swap16(), 'not-utf-8', /UTF-16/],
  ['UTF-16 without a mark', Buffer.from('{"é": 1}', 'utf16le'), 'not-utf-8', /UTF-16/],
  ['UTF-16 without a mark, big endian', Buffer.from('{"é": 1}', 'utf16le').swap16(), 'not-utf-8', /UTF-16/],
  ['the first byte of a mark', Buffer.from([0xff, 0x7b]), 'not-utf-8', /no UTF-8/],
  ['the first byte of the other mark', Buffer.from([0xfe, 0x7b]), 'not-utf-8', /no UTF-8/],
  ['the second byte of a mark', Buffer.from([0x7b, 0xfe]), 'not-utf-8', /no UTF-8/],
  ['the second byte of the other mark', Buffer.from([0x7b, 0xff]), 'not-utf-8', /no UTF-8/],
  [
    'a problem on a later line',
    Buffer.from('{\n  "é": x}'),
    'not-json',
    /\(line 2, column 8\): repair the notebook/,
  ],
  ['UTF-16 of text beyond ASCII', Buffer.from([0xff, 0xfe, 0x3d, 0xd8, 0x80, 0xde]), 'not-utf-8', /UTF-16/],
  [
    'cells twice',
    Buffer.from(goodText.replace('{', '{"cells": [],')),
    'duplicate-keys',
    /"cells" that ends at byte \d+ is there twice/,
  ],
  [
    'source twice, once escaped',
    Buffer.from(goodText.replace('"source"', '"s\\u006furce": "", "source"')),
    'duplicate-keys',
    /"source"/,
  ],
  ['a non-ASCII key twice', Buffer.from('{"é": 1, "é": 2}'), 'duplicate-keys', /é/],
  [
    '10,000-deep nesting',
    Buffer.from(`{"x": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
    'nested-too-deep',
    /more than 500 deep/,
  ],
  [
    '501-deep nesting',
    Buffer.from(`{"x": ${'['.repeat(500)}${']'.repeat(500)}}`),
    'nested-too-deep',
    /more than 500/,
  ],
  ['an unending nesting', Buffer.from('['.repeat(100_000)), 'nested-too-deep', /more than 500/],
  [
    'a huge cell with the call',
    writeNotebook([`${CALL}\n${'#'.repeat(256 * 1024)}`]),
    'cell-too-large',
    /code cell 1 has 262171/,
  ],
];

describe('a notebook that cannot be understood is refused with a reason', () => {
  test.each(refused)('%s', (_title, bytes, reason, detail) => {
    const { verdict } = planAndCheck(bytes);
    expect(verdict).toMatchObject({ kind: 'refused', reason, detail: expect.stringMatching(detail) });
  });

  test('64 MiB and above', () => {
    const { verdict } = planAndCheck(Buffer.alloc(64 * 1024 * 1024, ' '));
    expect(verdict).toMatchObject({
      kind: 'refused',
      reason: 'too-large',
      detail: expect.stringMatching(/67108864 bytes/),
    });
  });

  test('the size limit can be set, and is the first size refused', () => {
    const bytes = writeNotebook([CALL]);
    expect(planNotebook(bytes, { sizeLimitBytes: bytes.length }).kind).toBe('refused');
    expect(planNotebook(bytes, { sizeLimitBytes: bytes.length + 1 }).kind).toBe('patchable');
  });
});
