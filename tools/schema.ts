/** Writes audit.schema.json from the schema that the code uses, or with --check says whether it holds just that. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { auditRecordSchema } from '../src/audit/record/schema.ts';

const FILE = new URL('../audit.schema.json', import.meta.url);
const text = `${JSON.stringify(auditRecordSchema, null, 2)}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
} else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) {
  console.error('audit.schema.json is not what src/audit/record/schema.ts says: run node tools/schema.ts');
  process.exitCode = 1;
}
