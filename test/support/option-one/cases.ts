/** Reads the readable cases of Option 1 in Python. */
import { readFileSync } from 'node:fs';

/** One case: a source, its verdicts ("line verdict [reason]"), and the source after the fix where there is one. */
export interface OptionOneCase {
  readonly title: string;
  readonly source: string;
  readonly verdicts: string;
  readonly after: string | undefined;
}

/** All cases in order. @throws Error that names the case when one has no expectation. */
export function readOptionOneCases(): OptionOneCase[] {
  const file = new URL('../../cases/option-one-python.txt', import.meta.url);
  const [, ...cases] = readFileSync(file, 'utf8').split(/^### /m);
  return cases.map((text) => {
    const lineEnd = text.indexOf('\n');
    const title = text.slice(0, lineEnd);
    const [source, expected, ...more] = text.slice(lineEnd + 1).split(/^==> /m);
    if (source === undefined || expected === undefined || more.length > 0)
      throw new Error(`case "${title}" needs one ==>`);
    const [verdicts = '', ...after] = expected.trimEnd().split('\n');
    return { title, source, verdicts, after: after.length === 0 ? undefined : `${after.join('\n')}\n` };
  });
}
