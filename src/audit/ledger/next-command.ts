/** The command line that deals with a group of objects, for a POSIX shell. Pure. */
import { quoteShellWord } from '../../text/shell-word.ts';
import type { AttentionGroup } from './attention.ts';
import { describePlace } from './place.ts';
import type { VersionEntry } from './version-entries.ts';

/** The number of copies that one command names; of more, all below a place are asked for. */
const MAX_NAMED = 10;

/**
 * The next command of a group, for all that it holds, or for the first of what takes one command each. `ledger` is the
 * one that was read, if it has a name. Undefined when a name cannot stand on a command line.
 */
export function nextCommand(group: AttentionGroup, ledger: string | undefined): string | undefined {
  const [first] = group.entries;
  if (first === undefined) return undefined;
  const targets = group.places.map(({ bucket, prefix }) => describePlace(bucket, prefix));
  const record = ledger === undefined ? [] : ['--ledger', ledger];
  const silence = group.hasHtml ? ['--html', 'silence'] : [];
  switch (group.kind) {
    case 'pages':
    case 'notebooks':
    case 'restored':
    case 'contended':
      return commandOf(['profiler-opt-out', 'apply', ...targets, ...silence, ...record]);
    case 'copies':
      return commandOf([
        ...['profiler-opt-out', 'apply'],
        ...(group.count > MAX_NAMED ? [...targets, '--copies'] : namesOf(group)),
        ...silence,
        ...record,
      ]);
    case 'earlier-versions':
      return deletionOf(first);
    case 'contradictions':
      return descriptionOf(first) ?? commandOf(['profiler-opt-out', 'scan', ...targets]);
    case 'refused':
      return commandOf(['profiler-opt-out', 'scan', ...targets]);
  }
}

function commandOf(words: readonly string[]): string | undefined {
  const quoted = words.map(quoteShellWord);
  return quoted.includes(undefined) ? undefined : quoted.join(' ');
}

const namesOf = ({ entries }: AttentionGroup): readonly string[] =>
  entries.map(({ record: { object } }) => describePlace(object.bucket, object.key));

function deletionOf({ record, versionId = 'null' }: VersionEntry): string | undefined {
  const { bucket, key } = record.object;
  const words = ['--bucket', bucket, '--key', key, '--version-id', versionId];
  return commandOf(['aws', 's3api', 'delete-object', ...words]);
}

function descriptionOf({ record: { report, optionOne } }: VersionEntry): string | undefined {
  const name = optionOne?.trainingJobName ?? report.trainingJobName;
  if (name === undefined) return undefined;
  const region = report.region === undefined ? [] : ['--region', report.region];
  return commandOf(['aws', 'sagemaker', 'describe-training-job', '--training-job-name', name, ...region]);
}
