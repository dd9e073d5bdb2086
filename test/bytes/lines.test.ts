/** Lines of bytes, however the bytes come. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blocksOf, type Line, linesOf, MAX_LINE_BYTES } from '../../src/bytes/lines.ts';

async function linesIn(chunks: readonly Uint8Array[]): Promise<Line[]> {
  const given = async function* () {
    yield* chunks;
  };
  const all: Line[] = [];
  for await (const lines of linesOf(given())) all.push(...lines);
  return all;
}

/** The bytes in pieces of one size; the last may be smaller. */
const inPieces = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );

test.each([1, 2, 3, 100])('lines are the same however the bytes come: %i at a time', async (size) => {
  expect(await linesIn(inPieces(Buffer.from('a\r\n\nbbé\nccc'), size))).toEqual<Line[]>([
    { number: 1, text: 'a', isEnded: true },
    { number: 3, text: 'bbé', isEnded: true },
    { number: 4, text: 'ccc', isEnded: false },
  ]);
});

test('any text is cut at its line feeds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'binary' }).map((text) => text.replace(/[\s\ufeff]/g, ''))),
      fc.integer({ min: 1, max: 20 }),
      async (texts, size) => {
        const bytes = Buffer.from(`${texts.join('\n')}\n`);
        const lines = await linesIn(inPieces(bytes, size));
        const expected = texts.map((text) => Buffer.from(text).toString()).filter((text) => text !== '');
        expect(lines.map(({ text }) => text)).toEqual(expected);
      },
    ),
  );
});

test('a line that is too long is reported, not held', async () => {
  const long = Buffer.alloc(MAX_LINE_BYTES, 'x');
  expect(await linesIn([long, Buffer.from('x'), Buffer.from('x\nb\n')])).toEqual([
    { number: 1, text: undefined, isEnded: true },
    { number: 2, text: 'b', isEnded: true },
  ]);
  expect(await linesIn([long])).toEqual([{ number: 1, text: long.toString(), isEnded: false }]);
  expect(await linesIn([long, long])).toEqual([{ number: 1, text: undefined, isEnded: false }]);
  expect(await linesIn([Buffer.concat([Buffer.from('a\n'), long, Buffer.from('x\nb\n')])])).toEqual([
    { number: 1, text: 'a', isEnded: true },
    { number: 2, text: undefined, isEnded: true },
    { number: 3, text: 'b', isEnded: true },
  ]);
});

test('blocks are in memory of their own, so that it can be handed over', async () => {
  const chunks = ['a\nb\nc', 'd\n', 'e'].map((text) => Buffer.from(text));
  const given = async function* () {
    yield* chunks;
  };
  const blocks = [];
  for await (const { firstLine, bytes, isEnded } of blocksOf(given()))
    blocks.push([firstLine, Buffer.from(bytes?.buffer ?? new ArrayBuffer()).toString(), isEnded]);
  expect(blocks).toEqual([
    [1, 'a\nb\n', true],
    [3, 'cd\n', true],
    [4, 'e', false],
  ]);
});
