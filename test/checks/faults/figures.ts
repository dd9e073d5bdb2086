/** The figures of all runs and races as text for a person. */
import type { EndedRun } from './outcome-of-run.ts';
import type { EndedRace } from './race.ts';

/** Renders what was broken, how deliveries ended, and how races went. */
export function renderFigures(runs: readonly EndedRun[], races: readonly EndedRace[], ms: number): string {
  const sum = (pick: (run: EndedRun) => number) => runs.reduce((total, run) => total + pick(run), 0);
  const broken = Map.groupBy(
    runs.flatMap(({ figures }) => figures.broken),
    ([, kind]) => kind,
  );
  const realKills = runs.filter(({ label }) => label === 'SIGKILL').length;
  return [
    `${runs.length} runs, ${races.length} races in ${(ms / 1000).toFixed(0)} s`,
    ...[...Map.groupBy(runs, ({ label }) => label)].map(renderRuns),
    `calls to S3: ${sum(({ figures }) => figures.calls)}, of which broken:`,
    ...[...broken].sort().map(([kind, all]) => `  ${kind}: ${renderCalls(all)}`),
    `invocations: ${sum(({ figures }) => figures.invocations)}; processes killed: ${sum(({ figures }) => figures.kills)} (${realKills} runs with SIGKILL)`,
    `messages while S3 broke: ${sum(({ figures }) => figures.doneAtOnce)} done at once, ${sum(({ figures }) => figures.doneAfterRetries)} after retries, ${sum(({ figures }) => figures.deadLettered)} dead-lettered and redriven`,
    `records beside the concluding ones: ${sum(({ figures }) => figures.contended)} contended, ${sum(({ figures }) => figures.missing)} missing (a 404 that S3 would not give), ${sum(({ figures }) => figures.refused)} refused`,
    `records on the log again, with the same id: ${sum(({ figures }) => figures.repeated)}`,
    ...[true, false].map((isVersioned) => renderRaces(races, isVersioned)),
  ].join('\n');
}

function renderCalls(all: readonly (readonly [string, string])[]): string {
  const byCall = Map.groupBy(all, ([call]) => call);
  return [...byCall]
    .sort()
    .map(([call, some]) => `${call} ${some.length}`)
    .join(', ');
}

function renderRaces(all: readonly EndedRace[], isVersioned: boolean): string {
  const races = all.filter((race) => race.isVersioned === isVersioned);
  const sum = (pick: (race: EndedRace) => number) => races.reduce((total, race) => total + pick(race), 0);
  return [
    `${races.length} races ${isVersioned ? 'with' : 'without'} versions: ${sum(({ theirs }) => theirs)} writes of others`,
    `${sum(({ ours }) => ours)} of ours`,
    `${sum(({ overtaken }) => overtaken)} of ours refused because theirs came in between`,
    `${sum(({ deadLettered }) => deadLettered)} dead letters`,
  ].join(', ');
}

/** How often a kind of run was made, and how the messages of these runs ended. */
function renderRuns([label, runs]: readonly [string, readonly EndedRun[]]): string {
  const dead = runs.filter(({ figures }) => figures.deadLettered > 0).length;
  const failed = runs.filter(({ violations }) => violations.length > 0).length;
  return `  ${runs.length} runs: ${label}; ${dead} with dead letters, ${failed} failed`;
}
