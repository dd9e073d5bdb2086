/** A text that Python runs as a whole: a script, or one code cell of a notebook. */
import { type ParsedSource, parseSource } from '../../python/parsed-source.ts';
import { lineAt } from '../../python/syntax.ts';
import type { TextEdit } from '../../text/text-edit.ts';

/** A script or a code cell, parsed. */
export interface PythonUnit {
  /** The number of the code cell, from 1; 0 for a script. */
  readonly number: number;
  /** As it stands in the file. */
  readonly text: string;
  readonly source: ParsedSource;
  /** Commas that the text lacks, where AWS's own example lacks them: the source is parsed as though they were there. */
  readonly commas: readonly TextEdit[];
}

/** AWS's example, as its guide prints it. Source: Amazon SageMaker AI Developer Guide, "Opt out of the collection...". */
const LACKS_COMMA =
  /(?<=ProfilerReport[ \t]*\([ \t]*\)[ \t]*)[\r\n](?=\s*rule_parameters\s*=)|(?<=\([ \t]*\r?\n?[ \t]*\.\.\.[ \t]*)[\r\n](?=\s*[A-Za-z_]\w*\s*=)/g;

/** Parses a text; a line break where a comma lacks is read as the comma, so that offsets stay. */
export function readUnit(number: number, text: string): PythonUnit {
  const commas: TextEdit[] = [];
  const repaired = text.includes('rule_parameters')
    ? text.replace(LACKS_COMMA, (_, at: number) => {
        commas.push({ from: at, to: at, insert: ',' });
        return ',';
      })
    : text;
  return { number, text, source: parseSource(repaired), commas };
}

/** "line 3", or "code cell 2, line 3". */
export const placeOf = ({ number, text }: PythonUnit, offset: number): string =>
  `${number === 0 ? '' : `code cell ${number}, `}line ${lineAt(text, offset)}`;
