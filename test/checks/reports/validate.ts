/** Validates the audit records of ndjson files against audit.schema.json: validate.ts <file>... */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const ajv = new Ajv2020({ allErrors: true, strict: false });
formats.default(ajv);
const validate = ajv.compile(
  JSON.parse(readFileSync(new URL('../../../audit.schema.json', import.meta.url), 'utf8')),
);

let count = 0;
for (const file of process.argv.slice(2)) {
  for (const [index, line] of readFileSync(file, 'utf8').trimEnd().split('\n').entries()) {
    if (!validate(JSON.parse(line)))
      throw new Error(`${file}, line ${index + 1}: ${ajv.errorsText(validate.errors)}`);
    count += 1;
  }
}
console.log(`${count} records are valid`);
