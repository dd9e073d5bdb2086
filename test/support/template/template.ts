/** template.yaml with its intrinsic functions worked out for given parameters, as CloudFormation would. */
import { readFileSync } from 'node:fs';
import { parse, type ScalarTag, type Tags } from 'yaml';

/** Parameter values; lists as CloudFormation takes them, separated by commas. */
export type ParameterValues = Readonly<Record<string, string>>;
type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };
type JsonMap = { readonly [name: string]: Json | undefined };

/** A resource of a resolved template; `arn:<LogicalId>` stands for what only exists once it is deployed. */
export interface Resource {
  readonly Type: string;
  readonly Properties: JsonMap;
  readonly DeletionPolicy?: string;
}

/** What a template comes to. */
export interface ResolvedTemplate {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, JsonMap>>;
}

/** `!Ref x` and `!GetAtt a.b` are scalars, all others take a value of any kind. */
const shortTags: Tags = [
  'Ref',
  'GetAtt',
  'Sub',
  'Join',
  'Split',
  'Select',
  'If',
  'Equals',
  'Not',
  'Or',
  'And',
].flatMap((name) => {
  const wrap = (value: unknown) => ({ [name === 'Ref' ? 'Ref' : `Fn::${name}`]: value });
  const scalar: ScalarTag = { tag: `!${name}`, resolve: (text) => wrap(text) };
  const list = {
    tag: `!${name}`,
    collection: 'seq' as const,
    resolve: (node: { toJSON: () => unknown }) => wrap(node.toJSON()),
  };
  return [scalar, list] as Tags[number][];
});
/** Names a condition inside of another. */
const conditionTag: ScalarTag = { tag: '!Condition', resolve: (text) => ({ 'Fn::Condition': text }) };

/** The template as it is written, intrinsic functions in their long form. */
export type Template = JsonMap & { readonly Parameters: Readonly<Record<string, JsonMap>> };

/** Reads template.yaml. */
export function readTemplate(): Template {
  const text = readFileSync(new URL('../../../template.yaml', import.meta.url), 'utf8');
  return parse(text, { customTags: [...shortTags, conditionTag] });
}

const PSEUDO = {
  'AWS::AccountId': '123456789012',
  'AWS::Region': 'eu-west-1',
  'AWS::Partition': 'aws',
  'AWS::StackName': 'stack',
  'AWS::StackId':
    'arn:aws:cloudformation:eu-west-1:123456789012:stack/stack/0a1b2c3d-1111-2222-3333-444455556666',
} as const;
const NO_VALUE = Symbol('AWS::NoValue');

/** Works the template out. @throws Error for a function it does not know */
export function resolveTemplate(
  given: ParameterValues = {},
  template: Template = readTemplate(),
): ResolvedTemplate {
  const values: Record<string, Json> = { ...PSEUDO };
  for (const [name, { Type, Default }] of Object.entries(template.Parameters)) {
    const text = String(given[name] ?? Default);
    values[name] = Type === 'CommaDelimitedList' ? text.split(',').map((item) => item.trim()) : text;
  }
  Object.assign(values, Object.fromEntries(Object.entries(given).filter(([name]) => name in PSEUDO)));
  const conditions = template['Conditions'] as JsonMap;
  const isTrue = (name: string): boolean => work(conditions[name] ?? null) === true;

  function work(node: Json): Json | typeof NO_VALUE {
    if (Array.isArray(node)) return node.map(work).filter((item) => item !== NO_VALUE) as Json[];
    if (typeof node !== 'object' || node === null) return node;
    const [[name = '', argument = null] = []] = Object.entries(node as JsonMap);
    if (name === 'Ref') {
      if (argument === 'AWS::NoValue') return NO_VALUE;
      return values[String(argument)] ?? `ref:${argument}`;
    }
    if (name.startsWith('Fn::')) return call(name, argument);
    const entries = Object.entries(node as JsonMap).map(([key, item]) => [key, work(item ?? null)]);
    return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE)) as Json;
  }

  function call(name: string, argument: Json): Json | typeof NO_VALUE {
    const items = argument as readonly Json[];
    switch (name) {
      case 'Fn::If':
        return work((isTrue(String(items[0])) ? items[1] : items[2]) ?? null);
      case 'Fn::Equals':
        return work(items[0] ?? null) === work(items[1] ?? null);
      case 'Fn::Not':
        return work(items[0] ?? null) !== true;
      case 'Fn::Or':
        return items.some((item) => work(item) === true);
      case 'Fn::And':
        return items.every((item) => work(item) === true);
      case 'Fn::Condition':
        return isTrue(String(argument));
      case 'Fn::Select':
        return (work(items[1] ?? null) as readonly Json[])[Number(items[0])] ?? null;
      case 'Fn::Join':
        return (work(items[1] ?? null) as readonly string[]).join(String(items[0]));
      case 'Fn::Split':
        return String(work(items[1] ?? null)).split(String(items[0]));
      case 'Fn::GetAtt':
        return String(argument).endsWith('.Arn') ? `arn:${String(argument).slice(0, -4)}` : `att:${argument}`;
      case 'Fn::Sub':
        return substitute(Array.isArray(argument) ? argument : [argument]);
      default:
        throw new Error(`${name} is not known here`);
    }
  }

  function substitute([text = null, own = null]: readonly Json[]): string {
    const given = own === null ? {} : (work(own) as JsonMap);
    return String(text).replaceAll(/\$\{([^}]+)\}/g, (_all, inner: string) => {
      if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
      if (inner.includes('.')) return String(call('Fn::GetAtt', inner));
      return String(given[inner] ?? values[inner] ?? `ref:${inner}`);
    });
  }

  const thereIn = (section: string): [string, Json | typeof NO_VALUE][] =>
    Object.entries(template[section] as JsonMap).flatMap(([name, part]) => {
      const { Condition } = part as { Condition?: string };
      return Condition === undefined || isTrue(Condition) ? [[name, work(part ?? null)]] : [];
    });
  return {
    resources: Object.fromEntries(thereIn('Resources')) as unknown as ResolvedTemplate['resources'],
    outputs: Object.fromEntries(thereIn('Outputs')) as Readonly<Record<string, JsonMap>>,
  };
}

/** The properties of a resource that must be there. */
export function propertiesOf<Shape>(name: string, given: ParameterValues = {}): Shape {
  const resource = resolveTemplate(given).resources[name];
  if (resource === undefined) throw new Error(`no resource ${name} with ${JSON.stringify(given)}`);
  return resource.Properties as Shape;
}
