/** Rows as SARIF 2.1.0, with each fix as a `fix` object. Source: OASIS, Static Analysis Results Interchange Format 2.1.0. */
import { software } from '../../report/software.ts';
import { escapeJson } from '../../text/safe-text.ts';
import type { TextPlace } from './places.ts';
import type { PlacedEdit, RequestRow } from './request-row.ts';

const RULES = [
  {
    id: 'absent',
    name: 'TelemetryNotOptedOut',
    shortDescription: { text: 'A ProfilerReport rule without opt_out_telemetry "True"' },
    fullDescription: {
      text: 'The profiling report that SageMaker Debugger makes of the training job sends usage statistics to AWS.',
    },
    help: {
      text: 'Set the rule parameter opt_out_telemetry to "True", or run: profiler-opt-out training-job fix',
    },
    defaultConfiguration: { level: 'error' },
  },
  {
    id: 'refused',
    name: 'TelemetryNotDecided',
    shortDescription: { text: 'A training job whose rules cannot be understood with certainty' },
    fullDescription: { text: 'The file may ask for a profiling report that sends usage statistics to AWS.' },
    help: {
      text: 'Look at the request, and set the rule parameter opt_out_telemetry to "True" where it has a ProfilerReport rule.',
    },
    defaultConfiguration: { level: 'warning' },
  },
  {
    id: 'no-rule',
    name: 'NoProfilerReportRule',
    shortDescription: { text: 'A training job without a ProfilerReport rule' },
    fullDescription: { text: 'The request names no ProfilerReport rule.' },
    help: { text: 'Nothing is to be done, unless the Python SDK adds a rule: see the message.' },
    defaultConfiguration: { level: 'note' },
  },
] as const;

/** The whole log as one JSON document. What is in force is no result. */
export function renderSarif(rows: readonly RequestRow[]): string {
  const results = rows.filter(({ verdict, isFixed }) => verdict !== 'in-force' && !isFixed).map(resultOf);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: software.name, semanticVersion: software.version, rules: RULES } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${escapeJson(JSON.stringify(log))}\n`;
}

function resultOf({ file, place, verdict, detail, reason, edits }: RequestRow): object {
  const artifactLocation = { uri: uriOf(file) };
  const ruleIndex = RULES.findIndex(({ id }) => id === verdict);
  return {
    ruleId: verdict,
    ruleIndex,
    level: RULES[ruleIndex]?.defaultConfiguration.level,
    message: { text: reason === undefined ? detail : `${reason}: ${detail}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation,
          ...(place === undefined ? {} : { region: { startLine: place.line, startColumn: place.column } }),
        },
      },
    ],
    ...(edits === undefined
      ? {}
      : {
          fixes: [
            {
              description: { text: 'Opt out of telemetry' },
              artifactChanges: [{ artifactLocation, replacements: edits.map(replacementOf) }],
            },
          ],
        }),
  };
}

const replacementOf = ({ edit, start, end }: PlacedEdit): object => ({
  deletedRegion: regionOf(start, end),
  insertedContent: { text: new TextDecoder().decode(edit.inserted) },
});

const regionOf = (start: TextPlace, end: TextPlace): object => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
});

/** A relative path is relative to where the command ran, which is what SARIF's readers expect. */
const uriOf = (file: string): string => {
  const path = file.split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? `file://${path}` : path;
};
