/** Writes the declarations of the library: only files that its entries reach, none of which names another package. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { jobRecord } from '../../src/audit/record/job-record-schema.ts';
import { reportRecord } from '../../src/audit/record/report-record-schema.ts';
import { LIBRARY } from './library.ts';

const PROJECT = new URL('tsconfig.json', import.meta.url).pathname;
const SCHEMA = 'audit/record/schema.d.ts';
const IMPORT = /(?<=\bfrom\s+|\bimport\()(['"])([^'"]+)\1/g;

/** Writes the declarations below a folder. @throws Error when one of them needs another package */
export async function writeDeclarations(folder: string): Promise<void> {
  const emitted = mkdtempSync(join(tmpdir(), 'profiler-opt-out-types-'));
  try {
    execFileSync('tsc', ['--project', PROJECT, '--outDir', emitted], { stdio: 'inherit' });
    writeFileSync(join(emitted, SCHEMA), await declareRecord());
    for (const path of reachable(emitted)) {
      const text = readFileSync(join(emitted, path), 'utf8');
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(
        join(folder, path),
        text.replace(IMPORT, (_match, quote, name) => `${quote}${name.replace(/\.ts$/, '.js')}${quote}`),
      );
    }
  } finally {
    rmSync(emitted, { recursive: true });
  }
}

/** The declarations that the entries of the library reach, as paths below the folder. */
function reachable(folder: string): ReadonlySet<string> {
  const found = new Set(Object.values(LIBRARY).map((path) => path.replace(/\.ts$/, '.d.ts')));
  for (const path of found) {
    const text = readFileSync(join(folder, path), 'utf8');
    for (const [, , name = ''] of text.matchAll(IMPORT)) {
      if (!name.startsWith('.')) throw new Error(`the declaration of src/${path} needs the package ${name}`);
      const target = join(dirname(join(folder, path)), name.replace(/\.ts$/, '.d.ts'));
      found.add(relative(folder, target));
    }
  }
  return found;
}

/** The types of records, written out: in the source it is inferred from the schema, by a package that users lack. */
async function declareRecord(): Promise<string> {
  const declare = (name: string, schema: object): Promise<string> =>
    compile(structuredClone({ ...schema, title: name }) as object, name, { bannerComment: '' });
  return [
    await declare('AuditRecord', reportRecord),
    await declare('TrainingJobRecord', jobRecord),
    '/** Any record of a ledger. */\nexport type LedgerRecord = AuditRecord | TrainingJobRecord;\n',
    '/** The JSON Schema of audit records, as in audit.schema.json. */\nexport declare const auditRecordSchema: object;\n',
  ].join('\n');
}
