/** The names that a whole notebook binds: those of the setup function, and the modules that names stand for. */
import type { CodeCell } from '../../jupyter/code-cell.ts';
import { findImports, type ImportBinding } from '../../python/imports.ts';
import { normalForm } from '../../python/normal-form.ts';
import { type ParsedSource, parseSource } from '../../python/parsed-source.ts';
import { findMentions } from './mentions.ts';
import { isSetupTarget, SETUP_FUNCTION } from './setup-function.ts';
import { readSimpleCell, type SimpleCell } from './simple-cells.ts';

/** The targets of all imports of one name, as far as they matter here. */
export interface ImportedName {
  /** Its targets outside of `smdebug`: modules or members, each once. */
  readonly elsewhere: Set<string>;
  /** The first target that is not the setup function. */
  foreign: string | undefined;
}

/** The names that matter for reading any cell. */
export interface NotebookNames {
  /** The function's own name and the aliases it is imported as. */
  readonly functions: ReadonlySet<string>;
  /** Names that imports bind. */
  readonly imports: ReadonlyMap<string, ImportedName>;
}

/** A cell that was read, by the parser or without. */
export type ReadCell = readonly [cell: CodeCell, source: ParsedSource | SimpleCell];

/** The cells that mention the function or an alias of it, in order, and the names that hold for all of them. */
export interface NamedCells {
  readonly read: readonly ReadCell[];
  readonly names: NotebookNames;
  /** A cell that matters and is too large to parse; the rest is then incomplete. */
  readonly oversized: CodeCell | undefined;
}

/** A cell of this many UTF-16 code units and above is not parsed. */
export const CELL_LIMIT = 256 * 1024;

const IS_ATTRIBUTE = new RegExp(`\\.\\s*${SETUP_FUNCTION}`);

/**
 * Parses every cell that matters: those that mention the function, those that mention its aliases, and so on. `related`
 * are the cells that mention the function.
 */
export function readNames(cells: readonly CodeCell[], related: readonly CodeCell[]): NamedCells {
  const functions = new Set([SETUP_FUNCTION]);
  const imports = new Map<string, ImportedName>();
  const sources = new Map<CodeCell, ParsedSource | SimpleCell>();
  let oversized: CodeCell | undefined;
  const readWhere = (candidates: readonly CodeCell[], isWanted: (cell: CodeCell) => boolean) => {
    for (const cell of candidates) {
      if (sources.has(cell) || !isWanted(cell)) continue;
      if (cell.text.length >= CELL_LIMIT) {
        oversized = cell;
        continue;
      }
      const source = readSimpleCell(cell.text) ?? parseSource(cell.text);
      sources.set(cell, source);
      for (const binding of 'bindings' in source ? source.bindings : findImports(source)) {
        addImport(imports, binding);
        if (isSetupTarget(binding.target)) functions.add(binding.name);
      }
    }
  };
  // An import that makes an alias mentions the function, so one round finds all aliases.
  readWhere(related, () => true);
  if (functions.size > 1) readWhere(cells, ({ text }) => findMentions(text, functions).length > 0);
  const hasAttribute = [...sources.keys()].some(({ text }) => IS_ATTRIBUTE.test(normalForm(text)));
  if (hasAttribute) readWhere(cells, ({ text }) => text.includes('import'));
  const read = [...sources].sort(([a], [b]) => a.number - b.number);
  return { read, names: { functions, imports }, oversized };
}

function addImport(imports: Map<string, ImportedName>, { name, target }: ImportBinding): void {
  const known: ImportedName = imports.get(name) ?? { elsewhere: new Set(), foreign: undefined };
  if (!/^smdebug(?:\.|$)/.test(target)) known.elsewhere.add(target);
  if (!isSetupTarget(target)) known.foreign ??= target;
  imports.set(name, known);
}
