/** The verdict of each rule, with text edits. */
import { bracketsAround, literalInstead } from './edits/place-parameter.ts';
import { placeEdits, removalsOf } from './edits/rule-edits.ts';
import type { RuleMade, RuleSite } from './evaluation/notes.ts';
import { type DictValue, type Entry, optionsOf, type Site, textValue } from './evaluation/values.ts';
import { type Judged, refuse, type UnitEdit } from './judged.ts';
import { placeOf } from './python-unit.ts';

const IN_FORCE: Judged = {
  kind: 'in-force',
  detail: 'opt_out_telemetry is "True": its reports do not report usage',
};
const KEYWORD_RAISES =
  "the rule sets opt_out_telemetry by a keyword, which raises with every published smdebug_rulesconfig: set it in the rule's parameters";

/** The verdict of all rules that one place makes; undefined when they are other rules than ProfilerReport. */
export function judgeRule(rule: RuleSite, quote: string): Judged | undefined {
  const all = rule.made.flatMap((made) => judgeMade(rule, made, quote) ?? []);
  const refused = all.find(({ kind }) => kind === 'refused');
  if (refused !== undefined) return refused;
  const absent = all.flatMap((judged) => (judged.kind === 'absent' ? [judged] : []));
  const [first] = absent;
  if (first === undefined) return all[0];
  if (rule.isOneOfSeveral)
    return refuse('several-rules', 'the request has several ProfilerReport rules: keep one, then run again');
  return { ...first, edits: absent.flatMap(({ edits }) => edits) };
}

function judgeMade(rule: RuleSite, made: RuleMade, quote: string): Judged | undefined {
  const place = placeOf(rule.site.unit, rule.site.node.from);
  const isReport = made.sent.some((sent) => invoked(sent) === 'ProfilerReport');
  if (made.isSubclassed)
    return refuse(
      'redefined',
      `${place}: a subclass of ProfilerReport sends its own name, and what becomes of that is not known`,
    );
  if (made.problem !== undefined) return refuse('raises', `${place}: ${made.problem}`);
  if (optionsOf(made.parameters).some(({ kind }) => kind !== 'dict'))
    return refuse(
      'dynamic',
      `${place}: what the rule is made of is not known from this file: set the parameter by hand`,
    );
  if (
    made.sent.some(
      (sent) => invoked(sent) === undefined && (sent.isOpen || sent.entries.has('rule_to_invoke')),
    )
  )
    return refuse(
      'dynamic',
      `${place}: which rule it invokes is not known from this file: set the parameter by hand`,
    );
  if (!isReport) return undefined;
  if (made.isInLoop)
    return refuse(
      'dynamic',
      `${place}: the rule is made in a loop: write it out, or set the parameter by hand`,
    );
  const all = made.sent.map((sent) => {
    const judged = judgeSent(rule, made, sent, quote);
    return sent.entries.has('opt_out_telemetry') ? withoutKeywords(rule, made, judged) : judged;
  });
  const refused = all.find(({ kind }) => kind === 'refused');
  const absent = all.flatMap((judged) => (judged.kind === 'absent' ? [judged] : []));
  const [first] = absent;
  if (refused !== undefined || first === undefined) return refused ?? all[0];
  return made.isOfChoice ? { ...first, edits: eachOnce(absent.flatMap(({ edits }) => edits)) } : first;
}

/** A line after the rule serves all configurations that it may be made of. */
const eachOnce = (edits: readonly UnitEdit[]): UnitEdit[] => [
  ...new Map(
    edits.map((edit) => [`${edit.unit.number}:${edit.from}:${edit.to}:${edit.insert}`, edit]),
  ).values(),
];

const invoked = ({ entries }: DictValue): string | undefined =>
  textValue(entries.get('rule_to_invoke')?.value);

function judgeSent(rule: RuleSite, made: RuleMade, sent: DictValue, quote: string): Judged {
  const entry = sent.entries.get('opt_out_telemetry');
  if (entry !== undefined && !entry.isCertain)
    return refuse(
      'dynamic',
      `${placeOf(entry.site.unit, entry.site.node.from)}: opt_out_telemetry is set only under a condition, or may be changed after it is set`,
    );
  if (entry === undefined) return judgeMissing(rule, made, sent, quote);
  if (entry.value.kind !== 'constant')
    return refuse(
      'dynamic',
      `${placeOf(entry.site.unit, entry.site.node.from)}: the value of opt_out_telemetry is not known from this file`,
    );
  const { value } = entry.value;
  const text =
    value === null ? 'None' : typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
  if (text === 'True' && (rule.kind === 'sdk' || typeof value === 'string'))
    return withBrackets(made, IN_FORCE);
  if (text !== 'True' && text !== 'False' && text !== 'None')
    return refuse(
      'unrecognised-value',
      `${placeOf(entry.site.unit, entry.site.node.from)}: opt_out_telemetry is ${JSON.stringify(text)}, and only "True" is documented`,
    );
  return replaced(rule, made, entry, text, quote);
}

function replaced(rule: RuleSite, made: RuleMade, entry: Entry, text: string, quote: string): Judged {
  const isText = entry.value.kind === 'constant' && typeof entry.value.value === 'string';
  const detail =
    rule.kind === 'request' && !isText
      ? `opt_out_telemetry is ${text} and not a string: the request raises ParamValidationError`
      : `opt_out_telemetry is ${text}`;
  const { unit, node } = entry.site;
  const own = /^["']/.exec(unit.text.slice(node.from, node.to))?.[0] ?? quoteBefore(entry.site) ?? quote;
  return withBrackets(made, {
    kind: 'absent',
    detail,
    edits: [{ ...literalInstead(entry.site, own), unit }],
  });
}

/** The quote of the key before a value, where there is one. */
const quoteBefore = ({ unit, node }: Site): string | undefined => {
  const key = node.prevSibling?.prevSibling;
  return key?.name === 'String' ? /["']/.exec(unit.text.slice(key.from, key.to))?.[0] : undefined;
};

function judgeMissing(rule: RuleSite, made: RuleMade, sent: DictValue, quote: string): Judged {
  const { unit, node } = rule.site;
  if (sent.isOpen)
    return refuse(
      'dynamic',
      `${placeOf(unit, node.from)}: the rule's parameters come from elsewhere, and may hold opt_out_telemetry`,
    );
  if (made.handedTo !== undefined)
    return refuse(
      'dynamic',
      `${placeOf(made.handedTo.unit, made.handedTo.node.from)}: the rule is handed to a function that this file does not show`,
    );
  const placed = placeEdits(rule, made, sent, quote);
  if (placed === undefined)
    return refuse(
      made.flag === undefined && made.keyword === undefined ? 'dynamic' : 'raises',
      `${placeOf(unit, node.from)}: there is no place for the parameter that is certain to be right: set it by hand`,
    );
  const keyword = made.config === undefined ? undefined : (made.keyword ?? placed.keyword);
  return withBrackets(made, {
    kind: 'absent',
    detail:
      keyword === undefined
        ? 'the rule does not set opt_out_telemetry: its reports report usage'
        : KEYWORD_RAISES,
    edits: placed.edits,
  });
}

/** The same without keywords that raise, where the parameter is set elsewhere as well. */
function withoutKeywords(rule: RuleSite, made: RuleMade, judged: Judged): Judged {
  if (judged.kind === 'refused' || (made.flag === undefined && made.keyword === undefined)) return judged;
  const removals = removalsOf(rule, made);
  const edits = judged.kind === 'absent' ? judged.edits : [];
  if (removals === undefined)
    return refuse('raises', `${placeOf(rule.site.unit, rule.site.node.from)}: ${KEYWORD_RAISES}`);
  return { kind: 'absent', detail: KEYWORD_RAISES, edits: [...removals, ...edits] };
}

/** The same with brackets around a rule that stands alone where a list is wanted. */
function withBrackets(made: RuleMade, judged: Judged): Judged {
  if (made.bare === undefined) return judged;
  const { unit } = made.bare;
  const brackets = bracketsAround(made.bare).map((edit) => ({ ...edit, unit }));
  const edits = judged.kind === 'absent' ? judged.edits : [];
  return {
    kind: 'absent',
    detail: `rules wants a list: one rule raises TypeError${judged.kind === 'absent' ? `; ${judged.detail}` : ''}`,
    edits: [...brackets, ...edits],
  };
}
