/** What is said about each group that needs attention: its heading, and what to do. Pure. */
import { describeEmbedded } from '../record/embedded.ts';
import type { AttentionGroup, AttentionKind } from './attention.ts';

/** The texts of a group; the command follows the advice. */
export interface AttentionText {
  readonly heading: string;
  readonly advice: string;
}

/** The texts of each group. */
export const ATTENTION_TEXTS: Readonly<Record<AttentionKind, AttentionText>> = {
  pages: {
    heading: 'HTML reports that report usage when they are opened',
    advice: 'Remove the beacon:',
  },
  notebooks: {
    heading: 'Notebooks that report usage when they are run',
    advice: 'Opt them out:',
  },
  embedding: {
    heading: 'Notebooks that hold an HTML report with its beacon in their saved outputs',
    advice: 'Remove the beacon; where apply leaves one, clear the outputs of the notebook:',
  },
  restored: {
    heading: 'Restored: these report usage again',
    advice: 'If that is not intended, apply again:',
  },
  copies: {
    heading: 'Copies that report usage',
    advice: 'apply changes copies only where they are named, or with --copies beside the reports there:',
  },
  'earlier-versions': {
    heading: 'Earlier versions that report usage',
    advice:
      'An earlier version cannot be changed, only deleted, for good: what is restored from it is lost. Where your retention rules allow it, delete each:',
  },
  contradictions: {
    heading: 'Contradictions between a ProfilerReport rule and its HTML report',
    advice:
      'Check whether the rule was changed, whether somebody removed the beacon, or whether the report belongs to another job. Look at each training job:',
  },
  refused: {
    heading: 'Refused, and left unchanged',
    advice: 'Act on the reason of each, then look again:',
  },
  contended: {
    heading: 'Contended: something else changed these during every attempt',
    advice: 'Apply again when nothing else writes them:',
  },
};

const CONTRADICTIONS = {
  'in-force-but-reports':
    'opt_out_telemetry is "True" on the ProfilerReport rule, but the HTML report contained the beacon',
  'absent-but-silent':
    'opt_out_telemetry is not "True" on the ProfilerReport rule, but the HTML report contains no beacon',
} as const;

/** What a group says about one of its entries beside the key; empty where the heading says it all. */
export function describeEntry(kind: AttentionKind, entry: AttentionGroup['entries'][number]): string {
  const { record, versionId, superseded } = entry;
  const { reason, detail, optionOne } = record;
  switch (kind) {
    case 'refused':
      return [reason, detail].filter((text) => text !== undefined).join(': ');
    case 'contended':
      return detail ?? '';
    case 'contradictions':
      return optionOne?.contradiction === undefined ? '' : CONTRADICTIONS[optionOne.contradiction];
    case 'embedding':
      return describeEmbedded(record);
    case 'restored':
      return `restored ${record.recordedAt}`;
    case 'earlier-versions':
      return `version ${versionId}${describeSuperseding(superseded)}`;
    case 'pages':
    case 'notebooks':
    case 'copies':
      return '';
  }
}

function describeSuperseding(superseded: AttentionGroup['entries'][number]['superseded']): string {
  if (superseded === undefined) return '';
  const { by, at } = superseded;
  return by === 'missing' ? `, of an object that was gone ${at}` : `, superseded by ${by} ${at}`;
}
