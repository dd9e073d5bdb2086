/** The time at which a report was generated, and the source that says so. Pure. */

/** The sources, the best first: the notebook itself, names that hold a time, and the object. */
export type GenerationSource = 'papermill' | 'rule-name' | 'job-name' | 'object';

/** A time, and what says that the report was generated then. */
export interface Generation {
  readonly at: Date;
  readonly source: GenerationSource;
}

/** The facts of one object version that may hold a time. */
export interface GenerationFacts {
  readonly ruleName?: string | undefined;
  readonly trainingJobName?: string | undefined;
  readonly processingJobArn?: string | undefined;
  readonly papermillTime?: Date | undefined;
  /** When the version was written, or the one that it was made of. */
  readonly objectTime: Date;
}

const DAY_MS = 24 * 3_600_000;
/** SageMaker Debugger's profiler is no older. */
const FIRST_REPORT_MS = Date.UTC(2020, 11, 1);

/** The generation of a report as its best source has it; the object always has a time. */
export const generationOf = (facts: GenerationFacts): Generation => generationsOf(facts)[0] as Generation;

/**
 * What each source says, the best first. A number or a date in a name counts only where it can be the time. The number
 * in a rule's name is its time in some reports and random in others. Where it is the time, the processing job has it in
 * its name, too; and the SDK puts the time into the names of rule and job at once, so that they agree.
 */
export function generationsOf(facts: GenerationFacts): Generation[] {
  const { ruleName, trainingJobName, processingJobArn, papermillTime, objectTime } = facts;
  const processingJobName = processingJobArn?.split('/').at(-1);
  const isPlausible = (time: Date): boolean =>
    time.getTime() >= FIRST_REPORT_MS && time.getTime() <= objectTime.getTime() + DAY_MS;
  const jobTime = [trainingJobName, processingJobName].map(dateIn).find((time) => time && isPlausible(time));
  const epoch = epochIn(processingJobName ?? ruleName);
  const isContradicted = epoch && jobTime && !areClose(epoch, jobTime);
  const ruleTime = epoch && isPlausible(epoch) && !isContradicted ? epoch : undefined;
  const times = { papermill: papermillTime, 'rule-name': ruleTime, 'job-name': jobTime, object: objectTime };
  return (['papermill', 'rule-name', 'job-name', 'object'] as const).flatMap((source) => {
    const at = times[source];
    return at === undefined ? [] : [{ at, source }];
  });
}

/** True for times that do not disagree: by no more than a day. */
export const areClose = (a: Date, b: Date): boolean => Math.abs(a.getTime() - b.getTime()) <= DAY_MS;

/** As in `ProfilerReport-1639878720`; a processing job's name goes on with a hash. */
function epochIn(name: string | undefined): Date | undefined {
  const [, seconds] = /-([0-9]{10})(?:-[0-9a-f]{8})?$/.exec(name ?? '') ?? [];
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1_000);
}

/** As in `training-2022-01-23-22-51-49-123`; a processing job's name may cut it off. */
function dateIn(name: string | undefined): Date | undefined {
  const [, day, hour, minute, second = '00', ms = '000'] =
    /(?:^|-)([0-9]{4}-[0-9]{2}-[0-9]{2})-([0-9]{2})-([0-9]{2})(?:-([0-9]{2})(?:-([0-9]{3}))?)?(?=-|$)/.exec(
      name ?? '',
    ) ?? [];
  const text = `${day}T${hour}:${minute}:${second}.${ms}Z`;
  const time = new Date(text);
  // A day that its month does not have would become one of the next month.
  return !Number.isNaN(time.getTime()) && time.toISOString() === text ? time : undefined;
}
