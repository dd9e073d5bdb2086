/**
 * The rules between the fields of an audit record, as far as JSON Schema can say them: what each outcome has, and what
 * goes together. `contradiction.ts` has the others.
 */

type Schema = Readonly<Record<string, unknown>>;

const has = (name: string, part: Schema): Schema => ({ properties: { [name]: part } });
const hasAll = (name: string, part: Schema): Schema => ({ required: [name], properties: { [name]: part } });
const when = (condition: Schema, then: Schema): Schema => ({ if: condition, then });
const whenOutcome = (outcomes: readonly string[], then: Schema): Schema =>
  when(has('outcome', { enum: outcomes }), then);
const whenOtherOutcome = (outcomes: readonly string[], then: Schema): Schema => ({
  if: has('outcome', { enum: outcomes }),
  else: then,
});
/** `false` allows no value. */
const noneOf = (names: readonly string[]): Schema => Object.fromEntries(names.map((name) => [name, false]));
const without = (...names: readonly string[]): Schema => ({ properties: noneOf(names) });
const isKind = (kind: string): Schema => has('object', has('kind', { const: kind }));

const OF_NOTEBOOKS = ['opted-out', 'already-opted-out', 'no-setup-call', 'would-opt-out'];
const SILENCING = ['silenced', 'would-silence'];
const OF_REPORTING_PAGES = ['reports-usage', ...SILENCING];
const OF_PAGES = ['reports-usage', 'silent'];
const CHANGES = ['opted-out', 'silenced', 'restored'];
const PLANS = ['would-opt-out', 'would-silence', 'would-restore'];
const RESTORING = ['restored', 'would-restore'];

/** The rules of records of report objects. */
const REPORT_RULES: readonly Schema[] = [
  whenOutcome(OF_NOTEBOOKS, isKind('notebook')),
  whenOutcome(OF_PAGES, isKind('html')),
  when(isKind('notebook'), without('html')),
  when(isKind('html'), without('embedded')),
  // Silencing puts nothing in.
  whenOutcome(SILENCING, has('edits', { items: has('inserted', { const: '' }) })),
  whenOutcome(SILENCING, when({ ...isKind('notebook'), required: ['edits'] }, { required: ['embedded'] })),
  whenOutcome(['would-silence'], when(isKind('notebook'), { required: ['embedded'] })),
  when({ ...isKind('html'), required: ['before'] }, { required: ['html'] }),

  // What was examined: an object that was not there, or did not give its state away, has none of this.
  whenOutcome(['missing'], without('before', 'detail')),
  whenOtherOutcome(['missing', 'refused'], { required: ['before'] }),
  when(
    { required: ['before'] },
    {
      properties: {
        object: { required: ['lastModified'] },
        report: { required: ['generatedAt', 'generatedAtSource'] },
      },
    },
  ),
  {
    if: { required: ['before'] },
    else: {
      properties: {
        ...noneOf(['html', 'embedded', 'optionOne', 'after', 'edits']),
        report: without('generatedAt', 'generatedAtSource'),
      },
    },
  },
  {
    if: { anyOf: [{ required: ['before'] }, has('outcome', { const: 'missing' })] },
    else: has('object', without('lastModified')),
  },
  // A delete marker has both.
  whenOutcome(
    ['missing'],
    has('object', { dependentRequired: { lastModified: ['versionId'], versionId: ['lastModified'] } }),
  ),
  // Of large HTML reports only the end is read.
  whenOtherOutcome(['missing', 'refused', 'reports-usage'], has('before', { required: ['sha256'] })),

  // What was done.
  whenOutcome(['refused'], { required: ['reason', 'detail'] }),
  whenOtherOutcome(['refused'], without('reason')),
  whenOutcome(['contended'], { required: ['detail'] }),
  whenOutcome(CHANGES, { required: ['after'] }),
  whenOtherOutcome(CHANGES, without('after')),
  whenOtherOutcome([...CHANGES, ...PLANS], without('edits')),
  when(isKind('notebook'), has('edits', { items: { required: ['cell'] } })),
  when(isKind('html'), has('edits', { items: without('cell') })),

  // What a page reports, and when it was generated. A page that is silent now may have reported until it was silenced.
  whenOutcome(OF_REPORTING_PAGES, has('html', has('usageReporting', { const: 'reports' }))),
  whenOutcome(['silent'], has('html', has('usageReporting', { const: 'silent' }))),
  whenOutcome(
    RESTORING,
    has('html', {
      properties: { usageReporting: { const: 'silent' }, generatedBeforeOptOut: { const: true } },
    }),
  ),
  ...(
    [
      ['reports', { const: true }],
      ['silent', { type: 'boolean' }],
      ['unknown', { const: null }],
    ] as const
  ).map(([usageReporting, generatedBeforeOptOut]) =>
    when(
      hasAll('html', has('usageReporting', { const: usageReporting })),
      has('html', {
        properties: {
          generatedBeforeOptOut,
          ...(usageReporting === 'reports' ? {} : { beacon: false }),
        },
      }),
    ),
  ),
  when(
    hasAll('html', hasAll('savedByBrowser', {})),
    has('html', {
      properties: { usageReporting: { const: 'silent' }, generatedBeforeOptOut: { const: true } },
    }),
  ),

  // A page in a notebook's saved outputs reports when it holds a beacon, and no other does.
  has('embedded', {
    items: {
      allOf: [
        when(has('usageReporting', { const: 'reports' }), { required: ['beacon'] }),
        when(has('usageReporting', { const: 'unknown' }), without('beacon', 'silenced')),
      ],
    },
  }),
  when(hasAll('embedded', { contains: { required: ['silenced'] } }), {
    ...has('outcome', { enum: ['opted-out', 'silenced'] }),
    required: ['edits'],
  }),

  // Option 1 and the page contradict each other exactly when the record says so.
  ...(
    [
      ['in-force', true, 'in-force-but-reports'],
      ['absent', false, 'absent-but-silent'],
    ] as const
  ).flatMap(([state, generatedBeforeOptOut, contradiction]) => {
    const isSo: Schema = {
      required: ['html', 'optionOne'],
      properties: {
        html: has('generatedBeforeOptOut', { const: generatedBeforeOptOut }),
        optionOne: has('state', { const: state }),
      },
    };
    return [
      when(isSo, has('optionOne', hasAll('contradiction', { const: contradiction }))),
      when(hasAll('optionOne', hasAll('contradiction', { const: contradiction })), isSo),
    ];
  }),
  when(
    hasAll('optionOne', has('state', { enum: ['in-force', 'absent'] })),
    has('optionOne', without('reason')),
  ),
];

/** The rules of records of training jobs. */
const JOB_RULES: readonly Schema[] = [
  whenOutcome(['gone'], without('trainingJob', 'detail', 'reason')),
  whenOtherOutcome(['gone'], { required: ['trainingJob'] }),
  whenOutcome(['in-force'], without('detail', 'reason')),
  whenOutcome(['absent', 'unrecognised-value'], { required: ['detail'], ...without('reason') }),
  whenOutcome(['no-rule'], { required: ['reason', 'detail'] }),
  // The state of a job is that of all of its rules.
  whenOutcome(['no-rule'], has('trainingJob', has('rules', { maxItems: 0 }))),
  whenOutcome(
    ['in-force'],
    has('trainingJob', has('rules', { minItems: 1, items: has('state', { const: 'in-force' }) })),
  ),
  whenOutcome(['absent'], has('trainingJob', has('rules', { contains: has('state', { const: 'absent' }) }))),
  whenOutcome(
    ['unrecognised-value'],
    has(
      'trainingJob',
      has('rules', {
        contains: has('state', { const: 'unrecognised-value' }),
        items: has('state', { enum: ['in-force', 'unrecognised-value'] }),
      }),
    ),
  ),
  // The state of a rule is that of its value.
  has(
    'trainingJob',
    has('rules', {
      items: {
        allOf: [
          when(has('state', { const: 'in-force' }), hasAll('value', { const: 'True' })),
          when(has('state', { const: 'absent' }), has('value', { const: 'False' })),
          when(has('state', { const: 'unrecognised-value' }), {
            ...hasAll('value', { not: { enum: ['True', 'False'] } }),
          }),
        ],
      },
    }),
  ),
];

/** What only one kind of records has: fields, fields of `object`, outcomes. */
interface KindOfRecord {
  readonly parts: Schema;
  readonly objectFields: Schema;
  readonly outcomes: readonly string[];
}

/** What records of each kind have and do not have, and the rules between their fields; for the record's schema. */
export const rulesOfKinds = (kinds: Readonly<Record<'report' | 'job', KindOfRecord>>): Schema => ({
  ...when(
    isKind('training-job'),
    kindOf(kinds.job, kinds.report, { object: ['arn', 'name'], record: [] }, JOB_RULES),
  ),
  else: kindOf(kinds.report, kinds.job, { object: ['bucket', 'key'], record: ['report'] }, REPORT_RULES),
});

const kindOf = (
  own: KindOfRecord,
  other: KindOfRecord,
  required: { readonly object: readonly string[]; readonly record: readonly string[] },
  rules: readonly Schema[],
): Schema => ({
  required: required.record,
  properties: {
    outcome: { enum: own.outcomes },
    object: { required: required.object, ...without(...Object.keys(other.objectFields)) },
    ...noneOf(Object.keys(other.parts)),
  },
  allOf: rules,
});
