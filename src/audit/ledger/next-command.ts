/** The command line that deals with a group of objects, for a POSIX shell. Pure. */
import { software } from '../../report/software.ts';
import { quoteShellWord } from '../../text/shell-word.ts';
import type { AttentionGroup } from './attention.ts';
import { describePlace } from './place.ts';
import type { VersionEntry } from './version-entries.ts';

/** The number of copies that one command names; of more, all below a place are asked for. */
const MAX_NAMED = 10;

/** What the next command has in common with the one that read the ledger. */
export interface CommandContext {
  /** How the program is called, if not by its name. */
  readonly programName?: string;
  /** The ledger that was read, if it has a name. */
  readonly ledger?: string;
  readonly endpointUrl?: string;
  readonly region?: string;
}

/**
 * The next command of a group, for all that it holds, or for the first of what takes one command each. Undefined when a
 * name cannot stand on a command line.
 */
export function nextCommand(group: AttentionGroup, context: CommandContext): string | undefined {
  const [first] = group.entries;
  if (first === undefined) return undefined;
  const targets = group.places.map(({ bucket, prefix }) => describePlace(bucket, prefix));
  const { programName = software.name } = context;
  const own = (...words: readonly string[]) => {
    const command = commandOf([...words, ...connectionOf(context)]);
    // The name may be several words, such as those of npm, and is not quoted.
    return command && `${programName} ${command}`;
  };
  const record = option('--ledger', context.ledger);
  const silence = group.hasHtml ? ['--html', 'silence'] : [];
  switch (group.kind) {
    case 'pages':
    case 'notebooks':
    case 'restored':
    case 'contended':
      return own('apply', ...targets, ...silence, ...record);
    case 'copies':
      return own(
        'apply',
        ...(group.count > MAX_NAMED ? [...targets, '--copies'] : namesOf(group)),
        ...silence,
        ...record,
      );
    case 'embedding':
      return group.hasHtml ? own('apply', ...targets, ...silence, ...record) : clearingOf(first, context);
    case 'earlier-versions':
      return deletionOf(first, context);
    case 'contradictions':
      return descriptionOf(first) ?? own('scan', ...targets);
    case 'refused':
      return own('scan', ...targets);
  }
}

const option = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [name, value];

const connectionOf = ({ endpointUrl, region }: CommandContext): readonly string[] => [
  ...option('--endpoint-url', endpointUrl),
  ...option('--region', region),
];

function commandOf(words: readonly string[]): string | undefined {
  const quoted = words.map(quoteShellWord);
  return quoted.includes(undefined) ? undefined : quoted.join(' ');
}

const namesOf = ({ entries }: AttentionGroup): readonly string[] =>
  entries.map(({ record: { object } }) => describePlace(object.bucket, object.key));

function deletionOf(
  { record, versionId = 'null' }: VersionEntry,
  context: CommandContext,
): string | undefined {
  const { bucket, key } = record.object;
  const words = ['--bucket', bucket, '--key', key, '--version-id', versionId];
  return commandOf(['aws', 's3api', 'delete-object', ...words, ...connectionOf(context)]);
}

/** Clears the outputs where the notebook lies, or in a copy of an object that then takes its place. */
function clearingOf({ record: { object } }: VersionEntry, context: CommandContext): string | undefined {
  const clear = ['jupyter', 'nbconvert', '--clear-output', '--inplace'];
  const place = describePlace(object.bucket, object.key);
  if (object.bucket.startsWith('file:')) return commandOf([...clear, place]);
  const name = `./${object.key.slice(object.key.lastIndexOf('/') + 1)}`;
  const copy = ['aws', 's3', 'cp'];
  const commands = [
    [...copy, place, name],
    [...clear, name],
    [...copy, name, place],
  ].map((words) => commandOf(words[0] === 'aws' ? [...words, ...connectionOf(context)] : words));
  return commands.includes(undefined) ? undefined : commands.join(' && ');
}

function descriptionOf({ record: { report, optionOne } }: VersionEntry): string | undefined {
  const name = optionOne?.trainingJobName ?? report.trainingJobName;
  if (name === undefined) return undefined;
  return commandOf([
    'aws',
    'sagemaker',
    'describe-training-job',
    '--training-job-name',
    name,
    ...option('--region', report.region),
  ]);
}
