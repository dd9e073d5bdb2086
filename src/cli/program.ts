/** All commands in one program of commander's. Parsing decides what is to be done, and does none of it. */
import { type Argument, Command, CommanderError } from 'commander';
import { software } from '../report/software.ts';
import { addBackfill } from './backfill/backfill.ts';
import { addApply } from './commands/apply.ts';
import { addAudit } from './commands/audit.ts';
import { addReplay } from './commands/replay.ts';
import { addRestore } from './commands/restore.ts';
import { addScan } from './commands/scan.ts';
import type { ChooseWork, Work } from './io.ts';
import { UsageError } from './option-values.ts';
import { addTrainingJob } from './training-job/training-job.ts';

const ADD_COMMANDS = [addScan, addApply, addRestore, addAudit, addBackfill, addTrainingJob, addReplay];
const DEFAULT_COLUMNS = 80;
const MIN_WRAP_COLUMNS = 10;
const EXIT_CODES = `
Exit codes:
  0    done, or nothing to do
  1    scan, training-job check: something reports usage; audit: something is not on record;
       scan, apply, audit: nothing is in a target; backfill: jobs were not run, or not all is done
  2    something was refused, or a ledger has lines that are no records; restore: something named was not there
  3    a fault, or an object that kept changing
  64   wrong usage
  130  interrupted
Where several apply, the order is 3, 2, 1.`;

/** The work that the words ask for; help and version are work too. @throws UsageError */
export function parseWords(words: readonly string[], columns: number | undefined): Work {
  let chosen: Work | undefined;
  let printed = '';
  const program = createProgram(
    (work) => {
      chosen = work;
    },
    (text) => {
      printed += text;
    },
    columns ?? DEFAULT_COLUMNS,
  );
  try {
    program.parse(withHelpAsOption(words, program), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new UsageError(describeError(error, words, program), { cause: error });
    if (error.code === 'commander.version' && words.length > 1)
      throw new UsageError('--version takes no other words');
    return print(printed);
  }
  return chosen ?? print('');
}

const print =
  (text: string): Work =>
  async (io) => {
    await io.writeOut(text);
    return 0;
  };

function createProgram(choose: ChooseWork, write: (text: string) => void, columns: number): Command {
  const program = new Command('profiler-opt-out')
    .description(
      'Opts SageMaker Debugger profiling reports out of usage statistics, and records what it finds.',
    )
    .usage('<command> [options]')
    .version(`${software.name} ${software.version}`, '--version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .addHelpText('after', EXIT_CODES)
    .configureHelp({
      minWidthToWrap: MIN_WRAP_COLUMNS,
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.map(showArgument)].join(' '),
    })
    // An option belongs to the command that it stands behind.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: write,
      writeErr: () => {},
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const addCommand of ADD_COMMANDS) addCommand(program, choose);
  return program;
}

/** `help apply` as `apply --help`. An unknown command is refused, even when help is asked for it. */
function withHelpAsOption(words: readonly string[], program: Command): readonly string[] {
  const isHelp = words[0] === 'help';
  const [name, ...rest] = isHelp ? words.slice(1) : words;
  if (name === undefined) return isHelp ? ['--help'] : [];
  if (!name.startsWith('-') && !namesOf(program).includes(name)) return [name];
  return isHelp ? [name, ...rest, '--help'] : [name, ...rest];
}

const showArgument = (argument: Argument): string => {
  const name = argument.name() + (argument.variadic ? '...' : '');
  return argument.required ? `<${name}>` : `[${name}]`;
};

const namesOf = (program: Command): string[] => program.commands.map((command) => command.name());

/** The command that the first words name, and these words. */
function findCommand(program: Command, words: readonly string[]): { command: Command; path: string } {
  let command = program;
  const path: string[] = [];
  for (const word of words) {
    const next = command.commands.find((candidate) => candidate.name() === word);
    if (next === undefined) break;
    command = next;
    path.push(word);
  }
  return { command, path: path.join(' ') };
}

/** One line that names the word and what is allowed. */
function describeError(
  { code, message }: CommanderError,
  words: readonly string[],
  program: Command,
): string {
  const sentence = message
    .replace(/^error: /, '')
    .replace(/\n?\(Did you mean (?:one of )?([^\n]*)\?\)$/, (_all, names: string) => {
      const quoted = names.split(', ').map((name) => `'${name}'`);
      return `; did you mean ${quoted.join(' or ')}?`;
    });
  const { command, path } = findCommand(program, words);
  const names = namesOf(command.commands.length > 0 ? command : program).join(', ');
  switch (code) {
    case 'commander.help':
      return `name a command: ${names}; see --help`;
    case 'commander.unknownCommand':
      return sentence.endsWith('?') ? sentence : `${sentence}; commands: ${names}`;
    case 'commander.missingArgument': {
      const argument = command.registeredArguments[0];
      return `${path}: missing <${argument?.name()}>: ${argument?.description}`;
    }
    case 'commander.unknownOption': {
      const flag = /^unknown option '(--[^=]+)=/.exec(sentence)?.[1];
      const isFlag = command.options.some(({ long }) => long === flag);
      return isFlag ? `option '${flag}' takes no value` : sentence;
    }
    default:
      return sentence;
  }
}
