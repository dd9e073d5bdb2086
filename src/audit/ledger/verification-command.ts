/** The command line that makes the attestation's hash from a ledger with public tools, for a POSIX shell. Pure. */
import { quoteShellWord } from '../../text/shell-word.ts';

/** A ledger, as it was named on the command line. */
export interface LedgerSource {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 's3' | 'pipe';
}

/** The name of the first ledger that can be read again. */
export const lastingName = (sources: readonly LedgerSource[]): string | undefined =>
  sources.find(({ kind }) => kind !== 'pipe')?.name;

/** What was left out of the figures, and the period, where one was asked for. */
export interface VerificationScope {
  readonly from?: string;
  readonly to?: string;
}

const SORT = 'sort_by(.object.bucket,.object.key,.object.arn,.recordedAt,.id)[]';
/** Where objects of a ledger in S3 are copied to. */
const COPY = 'ledger-copy';

/**
 * The command for ledgers that hold nothing but records, each once; it prints the hash. Undefined when a name cannot
 * stand on a command line, or a ledger came through a pipe.
 */
export function verificationCommand(
  sources: readonly LedgerSource[],
  { from, to }: VerificationScope,
): string | undefined {
  const conditions = [
    ...(from === undefined ? [] : [`.recordedAt >= "${from}"`]),
    ...(to === undefined ? [] : [`.recordedAt < "${to}"`]),
  ];
  const filter = conditions.length === 0 ? SORT : `map(select(${conditions.join(' and ')}))|${SORT}`;
  const jq = `jq -cS -s '${filter}'`;
  const names = sources.map(({ name }) => quoteShellWord(name));
  if (names.includes(undefined) || sources.some(({ kind }) => kind === 'pipe')) return undefined;
  if (sources.every(({ kind }) => kind === 'file')) return `${jq} ${names.join(' ')} | sha256sum`;
  const copies = sources.flatMap(({ kind }, index) =>
    kind === 's3' ? [`aws s3 cp --quiet --recursive ${names[index]} ${COPY}/${index + 1} && `] : [],
  );
  const prints = sources.map(({ kind }, index) =>
    kind === 'file'
      ? `cat ${names[index]}`
      : `find ${kind === 's3' ? `${COPY}/${index + 1}` : names[index]} -type f -name '*json' -exec cat {} +`,
  );
  const all = prints.length === 1 ? prints.join('') : `{ ${prints.join('; ')}; }`;
  return `${copies.join('')}${all} | ${jq} | sha256sum`;
}
