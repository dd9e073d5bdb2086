/** Reads a line of a ledger: the record it holds, or what is wrong with it. Pure. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { textOfLine } from '../../bytes/lines.ts';
import { catchError } from '../../text/catch-error.ts';
import { findContradiction } from './contradiction.ts';
import { canonicalOfUnchanged } from './digest.ts';
import { isOfTrainingJob } from './record-kind.ts';
import { idOf } from './render-record.ts';
import { auditRecordSchema, type LedgerRecord } from './schema.ts';
import { jobRecordId } from './training-job-record.ts';
import { checkUsual } from './usual/usual-record.ts';

/** The content of a line; `why` is a sentence for a person, and may quote the line. */
export type LineReading =
  | { readonly kind: 'record'; readonly record: LedgerRecord }
  | { readonly kind: 'bad'; readonly why: string };

const SCHEMA = 'profiler-opt-out/audit/v1';

/** Instants as this software writes them, on days that every year has: valid without a closer look, which takes long. */
export const PLAIN_INSTANT =
  /^[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?Z$/;
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

/** Compiled for the first record that is not of the usual form: most runs read none. */
let compiled: ReturnType<typeof compileSchema> | undefined;

/** A record. Its bytes are there until the next line is checked. */
export interface CheckedRecord {
  /** Its texts may hold the whole line in memory: whoever keeps some of many records parses `text`. */
  readonly record: LedgerRecord;
  /** As it was written, without space before and behind it. */
  readonly text: Uint8Array;
  /** Its canonical JSON. */
  readonly canonical: Uint8Array;
}

type CheckedLine =
  | ({ readonly kind: 'record' } & CheckedRecord)
  | Extract<LineReading, { readonly kind: 'bad' }>;

/** Reads one line: JSON, of this schema, valid, and with the digest and the id that its content has, whose fields agree. */
export function readRecord(line: string): LineReading {
  // From JavaScript anything may come, and is no record.
  if (checkUsual(Buffer.from(String(line))) !== undefined)
    return { kind: 'record', record: JSON.parse(line) };
  const checked = checkText(line);
  return checked.kind === 'bad' ? checked : { kind: 'record', record: checked.record };
}

/** The same, for those who need the canonical JSON as well. Space before and behind the record does not matter. */
export function checkLine(line: Buffer): CheckedLine {
  const usual = checkUsual(line);
  return usual === undefined ? checkText(textOfLine(line)) : { kind: 'record', ...usual, text: line };
}

/** The same for a text that need not be of the usual form. */
export function checkText(text: string): CheckedLine {
  const value = catchError(SyntaxError, (): unknown => JSON.parse(text));
  if (value instanceof SyntaxError) return bad('it is not JSON');
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (schema !== SCHEMA) return bad(whyForeign(schema));
  compiled ??= compileSchema();
  const { validate, describeErrors } = compiled;
  if (!validate(value)) return bad(`it is not a valid record: ${describeErrors()}`);
  return checkContent(value, text);
}

/** Checks what the schema of a record that it allows does not say. */
function checkContent(record: LedgerRecord, text: string): CheckedLine {
  const canonical = canonicalOfUnchanged(record);
  if (canonical === undefined) return bad('its digest is not that of its content: it was changed');
  if (record.id !== (isOfTrainingJob(record) ? jobRecordId(record) : idOf(record)))
    return bad('its id is not that of its object, version and outcome: it was changed');
  const contradiction = findContradiction(record);
  if (contradiction !== undefined) return bad(`it contradicts itself: ${contradiction}`);
  return { kind: 'record', record, text: Buffer.from(text), canonical: Buffer.from(canonical) };
}

const bad = (why: string) => ({ kind: 'bad', why }) as const;

function whyForeign(schema: unknown): string {
  if (typeof schema !== 'string' || !schema.startsWith('profiler-opt-out/audit/'))
    return 'it is not an audit record';
  return `its schema is ${schema}: read it with a newer version of profiler-opt-out`;
}
