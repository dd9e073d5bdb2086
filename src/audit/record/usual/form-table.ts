/** Compiles JSON Schema into the table of forms that `assembly/` reads. Pure. */
import { base64, sha256 } from '../schema-parts.ts';
import {
  BASE64,
  COUNT,
  GAP,
  HASH,
  INSTANT,
  LIST,
  OBJECT,
  SLOTS,
  TABLE,
  TEXT,
  WORDS,
} from './assembly/layout.ts';

/** JSON Schema, as far as it has forms; descriptions aside, other keywords are not understood. */
export interface FormSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly required?: readonly string[];
  readonly items?: FormSchema;
  readonly enum?: readonly string[];
  readonly const?: string | boolean;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly minimum?: number;
}

/** The order in which the members of objects stand: that of the schema, or that of canonical JSON, by name. */
export type MemberOrder = 'schema' | 'canonical';

const PATTERNS: Readonly<Record<string, number>> = { [sha256.pattern]: HASH, [base64.pattern]: BASE64 };

/** The forms of values, as rows of numbers. A part of a record has one slot in all of its forms. */
export class FormTable {
  readonly #numbers: number[] = [];
  readonly #texts: string[] = [];
  readonly #slots = new Map<string, number>();
  #textBytes = 0;
  /** Where texts begin: behind all numbers. */
  readonly #textStart: number;

  /** All numbers together take at most so many bytes. */
  constructor(numberBytes: number) {
    this.#textStart = TABLE + numberBytes;
  }

  /**
   * The address of the form of a schema's values, with their members in one order. They are written in the canonical one,
   * without the member that `gap` names of the outermost object.
   * @throws Error for a keyword without a form
   */
  add(schema: FormSchema, order: MemberOrder, gap?: string): number {
    return this.#form(schema, '', order, gap);
  }

  /** The number of the slot of a part, such as `object.key`. @throws Error when no form has it */
  slotOf(path: string): number {
    const slot = this.#slots.get(path);
    if (slot === undefined) throw new Error(`no form has the part ${path}`);
    return slot;
  }

  /** What has to lie at the address `TABLE`. @throws Error when there is no room for it */
  bytes(): Uint8Array {
    const texts = Buffer.from(this.#texts.join(''), 'latin1');
    const numbersEnd = TABLE + this.#numbers.length * 4;
    if (numbersEnd > this.#textStart || this.#textStart + texts.length > SLOTS)
      throw new Error('the table of forms has no room for the schema');
    const bytes = Buffer.alloc(this.#textStart - TABLE + texts.length);
    for (const [index, number] of this.#numbers.entries()) bytes.writeInt32LE(number, index * 4);
    bytes.set(texts, this.#textStart - TABLE);
    return bytes;
  }

  #form(schema: FormSchema, path: string, order: MemberOrder, gap?: string): number {
    const slot = this.#slots.get(path) ?? this.#slots.size;
    this.#slots.set(path, slot);
    const { properties, items } = schema;
    if (properties !== undefined)
      return this.#row([
        OBJECT,
        slot,
        ...this.#members(properties, schema.required ?? [], path, order),
        ...writtenOrder(
          partsIn(properties, order).map(([name]) => name),
          gap,
        ),
      ]);
    if (items !== undefined) return this.#row([LIST, slot, this.#form(items, `${path}[]`, order)]);
    const words = wordsOf(schema);
    if (words !== undefined)
      return this.#row([WORDS, slot, words.length, ...words.flatMap((word) => this.#text(word))]);
    return this.#row([kindOf(schema, path), slot, schema.minLength ?? schema.minimum ?? 0]);
  }

  #members(
    properties: Readonly<Record<string, FormSchema>>,
    required: readonly string[],
    path: string,
    order: MemberOrder,
  ): number[] {
    const parts = partsIn(properties, order);
    const members = parts.flatMap(([name, part]) => {
      const form = this.#form(part, path === '' ? name : `${path}.${name}`, order);
      return [...this.#text(`"${name}":`), form, Number(required.includes(name))];
    });
    return [parts.length, ...members];
  }

  #row(numbers: readonly number[]): number {
    const address = TABLE + this.#numbers.length * 4;
    this.#numbers.push(...numbers);
    return address;
  }

  /** Its address and length. */
  #text(text: string): readonly [number, number] {
    const address = this.#textStart + this.#textBytes;
    this.#texts.push(text);
    this.#textBytes += text.length;
    return [address, text.length];
  }
}

/** RFC 8785 sorts names by their UTF-16 units, as `<` does. */
function partsIn(properties: Readonly<Record<string, FormSchema>>, order: MemberOrder) {
  const parts = Object.entries(properties);
  return order === 'schema' ? parts : parts.sort(([a], [b]) => (a < b ? -1 : 1));
}

function writtenOrder(names: readonly string[], gap: string | undefined): number[] {
  const sorted = [...names].sort();
  return [sorted.length, ...sorted.map((name) => (name === gap ? GAP : names.indexOf(name)))];
}

/** The words that a value may be, as JSON; undefined when it may be others, too. */
function wordsOf({ type, enum: names, const: only }: FormSchema): readonly string[] | undefined {
  if (names !== undefined) return names.map((name) => JSON.stringify(name));
  if (only !== undefined) return [JSON.stringify(only)];
  const types = typeof type === 'string' ? [type] : (type ?? []);
  if (types.length === 0 || types.some((name) => name !== 'boolean' && name !== 'null')) return undefined;
  return types.flatMap((name) => (name === 'null' ? ['null'] : ['true', 'false']));
}

function kindOf({ type, pattern, format, minimum }: FormSchema, path: string): number {
  const isText = type === 'string';
  if (isText && pattern !== undefined && PATTERNS[pattern] !== undefined) return PATTERNS[pattern];
  if (isText && format === 'date-time') return INSTANT;
  if (isText && pattern === undefined && format === undefined) return TEXT;
  if (type === 'integer' && (minimum === 0 || minimum === 1)) return COUNT;
  throw new Error(`the schema of ${path} has no form`);
}
