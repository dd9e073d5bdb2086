/** What was not understood of a file that mentions rules: why it is refused, and the place. */
import type { SyntaxNode } from '@lezer/common';
import type { RequestRefusal } from '../finding.ts';
import type { Run } from './evaluation/run.ts';
import { type PythonUnit, placeOf } from './python-unit.ts';

/** Why the units cannot be read, and the place in which one, where there is one. */
export interface RefusedUnits {
  readonly kind: 'refused';
  readonly reason: RequestRefusal;
  readonly detail: string;
  readonly place?: { readonly unit: PythonUnit; readonly at: number };
}

/** `detail` gets the place before it. */
export const refuseAt = (
  unit: PythonUnit,
  at: number,
  reason: RequestRefusal,
  detail: string,
): RefusedUnits => ({
  kind: 'refused',
  reason,
  detail: `${placeOf(unit, at)}: ${detail}`,
  place: { unit, at },
});

const HIDDEN =
  /ProfilerReport\s*\(|ProfilerRule\s*[.(]|rule_to_invoke\W{1,8}ProfilerReport(?![\s\S]*opt_out_telemetry)/;

/** Rules in what IPython hands to others, such as a file that a cell writes. */
export function findHidden(unit: PythonUnit): RefusedUnits[] {
  const found = unit.source.python.blanked.find(({ from, to }) => HIDDEN.test(unit.text.slice(from, to)));
  if (found === undefined) return [];
  return [
    refuseAt(
      unit,
      found.from,
      'dynamic',
      `a rule stands in ${found.what}, which is not read: set the parameter by hand`,
    ),
  ];
}

/** Mentions of the configuration in code that was not gone through. */
export function findUnvisited(run: Run, unit: PythonUnit): RefusedUnits[] {
  const missed: SyntaxNode[] = [];
  if (!unit.text.includes('ProfilerReport')) return [];
  unit.source.tree.iterate({
    enter: ({ name, from, to, node }) => {
      if (
        (name !== 'VariableName' && name !== 'PropertyName') ||
        unit.text.slice(from, to) !== 'ProfilerReport'
      )
        return;
      const isBinding = node.parent?.name === 'ImportStatement' || node.parent?.name === 'ClassDefinition';
      if (!isBinding && !run.visited.has(`${unit.number}:${from}`)) missed.push(node);
    },
  });
  return missed.map((node) =>
    refuseAt(
      unit,
      node.from,
      'dynamic',
      'ProfilerReport is used in a way that is not understood: set the parameter by hand',
    ),
  );
}

/** The places of mentions of the parameter that were not read as a key or keyword. */
export function findStray(run: Run, unit: PythonUnit): string[] {
  const places: string[] = [];
  if (!unit.text.includes('opt_out_telemetry')) return [];
  unit.source.tree.iterate({
    enter: ({ name, from, to }) => {
      const text = unit.text.slice(from, to).replace(/^[rRuU]?(["']+)(.*)\1$/, '$2');
      const isName = name === 'VariableName' || name === 'PropertyName' || name === 'String';
      if (isName && text === 'opt_out_telemetry' && !run.usedKeys.has(`${unit.number}:${from}`))
        places.push(placeOf(unit, from));
    },
  });
  return places;
}
