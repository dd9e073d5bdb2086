/** Reads a file of lines, and does nothing but `JSON.parse` with each: `parse-lines.ts <file>`. */
import { createReadStream } from 'node:fs';
import { linesOf } from '../../src/bytes/lines.ts';

const CHUNK_BYTES = 256 * 1024;

const chunks = createReadStream(process.argv[2] ?? '', { highWaterMark: CHUNK_BYTES });
for await (const lines of linesOf(chunks)) for (const { text = '' } of lines) JSON.parse(text);
