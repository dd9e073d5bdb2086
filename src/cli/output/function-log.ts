/** The log of a deployed function, for a person who runs it by hand. Pure. */
import { renderJsonLine } from '../../text/safe-text.ts';

/** A line of the log without the stacks of an expected error and its causes; a bug keeps its stack. */
export function withoutFaultStack(line: string): string {
  if (!line.includes('"stack"')) return line;
  const item: { readonly error?: { readonly name?: string } } = JSON.parse(line);
  if (item.error?.name !== 'Fault') return line;
  return renderJsonLine(JSON.parse(line, (name, value) => (name === 'stack' ? undefined : value)));
}
