/** Reads a line of a ledger: the record it holds, or what is wrong with it. Pure. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { catchError } from '../../text/catch-error.ts';
import { findContradiction } from './contradiction.ts';
import { canonicalOfUnchanged } from './digest.ts';
import { isOfTrainingJob } from './record-kind.ts';
import { idOf } from './render-record.ts';
import { auditRecordSchema, type LedgerRecord } from './schema.ts';
import { jobRecordId } from './training-job-record.ts';

/** The content of a line; `why` is a sentence for a person, and may quote the line. */
export type LineReading =
  | { readonly kind: 'record'; readonly record: LedgerRecord }
  | { readonly kind: 'bad'; readonly why: string };

const SCHEMA = 'profiler-opt-out/audit/v1';
/** Instants as this software writes them, on days that every month has: valid without a closer look, which takes long. */
const PLAIN_INSTANT =
  /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?Z$/;

const newAjv = (): Ajv2020 => {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  return ajv;
};

/** Compiles the schema, which takes a tenth of a second: more than all else that a command does before it begins. */
function compileSchema() {
  const isInstant = newAjv().compile({ type: 'string', format: 'date-time' });
  const ajv = newAjv().addFormat('date-time', (text) => PLAIN_INSTANT.test(text) || isInstant(text));
  const validate = ajv.compile<LedgerRecord>(auditRecordSchema);
  return { validate, describeErrors: () => ajv.errorsText(validate.errors, { dataVar: 'record' }) };
}

/** Compiled for the first record that is read: most runs read none. */
let compiled: ReturnType<typeof compileSchema> | undefined;

/** A record, and its canonical JSON. */
export interface CheckedRecord {
  readonly record: LedgerRecord;
  readonly canonical: string;
}

/** Reads one line: JSON, of this schema, valid, and with the digest and the id that its content has, whose fields agree. */
export function readRecord(line: string): LineReading {
  const checked = checkLine(line);
  return checked.kind === 'bad' ? checked : { kind: 'record', record: checked.record };
}

/** The same, for those who need the canonical JSON as well. */
export function checkLine(
  line: string,
): ({ readonly kind: 'record' } & CheckedRecord) | Extract<LineReading, { readonly kind: 'bad' }> {
  const value = catchError(SyntaxError, (): unknown => JSON.parse(line));
  if (value instanceof SyntaxError) return bad('it is not JSON');
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (schema !== SCHEMA) return bad(whyForeign(schema));
  compiled ??= compileSchema();
  const { validate, describeErrors } = compiled;
  if (!validate(value)) return bad(`it is not a valid record: ${describeErrors()}`);
  const canonical = canonicalOfUnchanged(value);
  if (canonical === undefined) return bad('its digest is not that of its content: it was changed');
  if (value.id !== (isOfTrainingJob(value) ? jobRecordId(value) : idOf(value)))
    return bad('its id is not that of its object, version and outcome: it was changed');
  const contradiction = findContradiction(value);
  if (contradiction !== undefined) return bad(`it contradicts itself: ${contradiction}`);
  return { kind: 'record', record: value, canonical };
}

const bad = (why: string) => ({ kind: 'bad', why }) as const;

function whyForeign(schema: unknown): string {
  if (typeof schema !== 'string' || !schema.startsWith('profiler-opt-out/audit/'))
    return 'it is not an audit record';
  return `its schema is ${schema}: read it with a newer version of profiler-opt-out`;
}
