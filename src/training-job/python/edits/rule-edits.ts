/** Where a rule gets its parameter: in the literal, the call or the configuration it is made of, or a line after it. */
import type { RuleMade, RuleSite } from '../evaluation/notes.ts';
import type { DictValue, Instance, Site } from '../evaluation/values.ts';
import type { UnitEdit } from '../judged.ts';
import {
  entryInLiteral,
  keywordInCall,
  lineAfterAssignment,
  lineAfterBinding,
  withoutArgument,
  wrapping,
} from './place-parameter.ts';

/** Where the parameter goes, and the keyword that raises, if one is taken away for it. */
export interface Placed {
  readonly edits: readonly UnitEdit[];
  readonly keyword?: object | undefined;
}

/** The edits that set the parameter; undefined when no place is certain to be right. */
export function placeEdits(
  rule: RuleSite,
  made: RuleMade,
  sent: DictValue,
  quote: string,
): Placed | undefined {
  const origin = sent.entries.get('rule_to_invoke')?.origin;
  if (origin === undefined || origin.kind === 'elsewhere') return undefined;
  if (origin.kind === 'config')
    return placeOfConfig(rule, made, made.isOfChoice ? sent.site : made.config?.site, quote);
  const { site } = origin;
  const edits =
    origin.kind === 'literal'
      ? entryInLiteral(site)
      : origin.kind === 'call'
        ? keywordInCall(site, quote)
        : lineAfterAssignment(site);
  if (edits === undefined) return undefined;
  return { edits: [edits].flat().map((edit) => ({ ...edit, unit: site.unit })) };
}

/** The edits that take away what raises; undefined when they would take a comment with them. */
export function removalsOf(rule: RuleSite, made: RuleMade): readonly UnitEdit[] | undefined {
  const flag =
    made.flag === undefined ? [] : [{ unit: (made.config as Instance).site.unit, node: made.flag }];
  const example = made.keyword === undefined ? [] : [{ unit: rule.site.unit, node: made.keyword }];
  const all = [...flag, ...example].map((site) => ({ unit: site.unit, edit: withoutArgument(site) }));
  const removals = all.flatMap(({ unit, edit }) => (edit === undefined ? [] : [{ ...edit, unit }]));
  return removals.length === all.length ? removals : undefined;
}

/** In a line after the binding of the rule or its configuration, else around the configuration. */
function placeOfConfig(
  rule: RuleSite,
  made: RuleMade,
  config: Site | undefined,
  quote: string,
): Placed | undefined {
  if (config === undefined || isInString(config)) return undefined;
  const removals = removalsOf(rule, made);
  if (removals === undefined) return undefined;
  const commas =
    removals.length === 0
      ? []
      : rule.site.unit.commas.filter(
          ({ from }) => !removals.some((edit) => edit.from <= from && from < edit.to),
        );
  // Of a line that sets one of several configurations nobody could say which one.
  const line = made.isOfChoice ? undefined : lineAfterBinding(rule.site, quote);
  const configLine = line ?? lineAfterBinding(config, quote);
  const { unit } = line === undefined ? config : rule.site;
  const added = configLine === undefined ? wrapping(config, quote) : [configLine];
  return {
    edits: [
      ...removals,
      ...added.map((edit) => ({ ...edit, unit })),
      ...commas.map((edit) => ({ ...edit, unit: rule.site.unit })),
    ],
    keyword: made.flag,
  };
}

/** Quotes inside of a string would end it in Pythons before 3.12. */
function isInString({ node }: Site): boolean {
  for (let outer = node.parent; outer !== null; outer = outer.parent)
    if (outer.name === 'FormatString') return true;
  return false;
}
