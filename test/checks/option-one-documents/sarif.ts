/** Holds the SARIF log of every case against the schema: sarif.ts <schema file>. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { main } from '../../../src/cli/main.ts';
import { readCases } from '../../support/cases.ts';

const [schemaFile = ''] = process.argv.slice(2);
// Of draft 4, whose `id` ajv calls `$id`; nothing refers to it.
const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

const folder = mkdtempSync(join(tmpdir(), 'profiler-opt-out-sarif-'));
try {
  for (const [index, { title, cells }] of readCases(
    new URL('../../cases/option-one-documents.txt', import.meta.url),
  ).entries())
    writeFileSync(join(folder, `${index} ä%.${title.slice(0, 4)}`), cells[0] ?? '');
  let out = '';
  await main(['training-job', 'check', '.', '--format', 'sarif'], {
    writeOut: async (text) => {
      out += text;
    },
    writeError: async () => {},
    programName: 'profiler-opt-out',
    cwd: folder,
    columns: undefined,
    isErrorTerminal: false,
    clock: { now: () => new Date(), sleep: async () => {}, random: () => 0 },
    signal: new AbortController().signal,
    replay: async () => undefined,
  });
  const log = JSON.parse(out);
  const { results } = log.runs[0];
  const fixes = results.filter((result: { fixes?: unknown }) => result.fixes !== undefined).length;
  console.log(`${results.length} results, ${fixes} with a fix`);
  const isValid = validate(log) && fixes > 20;
  // A schema that lets everything pass would prove nothing.
  log.runs[0].results[0].level = 'loud';
  const isWrongFound = !validate(log);
  if (!isValid || !isWrongFound) {
    console.error(validate.errors?.slice(0, 5));
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
