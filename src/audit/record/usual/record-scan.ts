/**
 * Moves over records of the usual form, as this software writes them and as canonical JSON: proves what their schema says
 * of each field, and knows where each stands. In WebAssembly (`assembly/`), since every line of a ledger goes through here.
 */
import { startModule } from '../../../bytes/web-assembly.ts';
import { BEGIN, END, LINE, MAX_SCANNED_BYTES, SLOT_BYTES, SLOTS, TABLE } from './assembly/layout.ts';
import { FormTable } from './form-table.ts';
import { SCAN_MODULE } from './scan-module.ts';
import { usualSchema } from './usual-schema.ts';

/** What `assembly/index.ts` exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  scan(form: number, length: number, isWritten: boolean): number;
  fillGap(name: number, nameLength: number, value: number, valueLength: number): void;
  lastBegin(): number;
  lastEnd(): number;
}

const NUMBER_BYTES = 8 * 1024;
const table = new FormTable(NUMBER_BYTES);
const FORMS = {
  written: table.add(usualSchema, 'schema', 'digest'),
  canonical: table.add(usualSchema, 'canonical'),
} as const;

const WORD_BYTES = 4;

/** The slot of a field or part of a record, such as `object.key`: where the memory's numbers tell its place. */
export const slotOf = (path: string): number => (table.slotOf(path) * SLOT_BYTES) / WORD_BYTES;

const SLOTS_AT = SLOTS / WORD_BYTES;
const [BEGIN_AT, END_AT] = [SLOTS_AT + BEGIN / WORD_BYTES, SLOTS_AT + END / WORD_BYTES];
const DIGEST_NAME = Buffer.from(',"digest":');
/** There is room before the table. */
const DIGEST_NAME_AT = TABLE - DIGEST_NAME.length;
const DIGEST = slotOf('digest');

/** The module, and its memory as bytes and as numbers. */
interface Machine {
  readonly exports: Exports;
  readonly memory: Uint8Array;
  readonly numbers: Int32Array;
}

function startMachine(): Machine {
  const exports = startModule<Exports>(SCAN_MODULE);
  const memory = new Uint8Array(exports.memory.buffer);
  memory.set(table.bytes(), TABLE);
  memory.set(DIGEST_NAME, DIGEST_NAME_AT);
  return { exports, memory, numbers: new Int32Array(exports.memory.buffer) };
}

/** What was found in the line that was scanned last. Offsets are those of the line's bytes. */
export class RecordScan {
  readonly #machine = startMachine();

  /** True when the bytes are a record of the usual form, in ASCII, with nothing before and behind it. */
  scan(line: Uint8Array, form: keyof typeof FORMS): boolean {
    const { exports, memory } = this.#machine;
    if (line.length > MAX_SCANNED_BYTES) return false;
    memory.set(line, LINE);
    return exports.scan(FORMS[form], line.length, form === 'written') !== 0;
  }

  /** Where the value of a slot begins; below 0 when it is not there. Of a part that is not there nothing else is known. */
  begin(slot: number): number {
    return (this.#machine.numbers[BEGIN_AT + slot] as number) - LINE;
  }

  /** Where it ends. */
  end(slot: number): number {
    return (this.#machine.numbers[END_AT + slot] as number) - LINE;
  }

  /** The canonical JSON of what was scanned as written, without its digest; there until the next scan or `addDigest`. */
  get withoutDigest(): Uint8Array {
    const { exports, memory } = this.#machine;
    return memory.subarray(exports.lastBegin(), exports.lastEnd());
  }

  /** The canonical JSON of what was scanned as written; there until the next scan. To be called once. */
  addDigest(): Uint8Array {
    const { exports, memory } = this.#machine;
    const begin = this.begin(DIGEST);
    exports.fillGap(DIGEST_NAME_AT, DIGEST_NAME.length, LINE + begin, this.end(DIGEST) - begin);
    return memory.subarray(exports.lastBegin(), exports.lastEnd());
  }
}
