/** The figures of training jobs: all are counted, those with most reporting HTML reports are named. Pure. */
import type { ObjectSummary } from './object-history.ts';

/** Figures of one training job; HTML reports are counted by version. */
export interface TrainingJobSummary {
  readonly trainingJobName: string;
  readonly optedOut: number;
  readonly reporting: number;
  readonly silenced: number;
  readonly refused: number;
}

/** The number of training jobs that are named. */
export const MAX_TRAINING_JOBS = 50;

/** Adds up objects that come in key order, in which those of a training job stand together. */
export class TrainingJobFigures {
  #count = 0;
  #jobFolder = '';
  #current: Mutable<TrainingJobSummary> | undefined;
  #kept: TrainingJobSummary[] = [];

  add(bucket: string, object: ObjectSummary): void {
    const { trainingJobName, folder, state } = object;
    if (trainingJobName === undefined) return;
    const jobFolder = `${bucket}\n${folder.slice(0, folder.lastIndexOf('/rule-output/'))}`;
    if (this.#current === undefined || jobFolder !== this.#jobFolder) {
      this.#keep();
      this.#jobFolder = jobFolder;
      this.#count += 1;
      this.#current = { trainingJobName, optedOut: 0, reporting: 0, silenced: 0, refused: 0 };
    }
    if (state === 'opted-out' || state === 'already-opted-out') this.#current.optedOut += 1;
    this.#current.reporting += Number(object.isReporting) + object.earlierVersionsReporting;
    if (state === 'silenced') this.#current.silenced += 1;
    if (state === 'refused' || state === 'contended') this.#current.refused += 1;
  }

  /** The figures of the training jobs that need most attention, and the number of all. */
  result(): { readonly trainingJobs: readonly TrainingJobSummary[]; readonly trainingJobCount: number } {
    this.#keep();
    this.#current = undefined;
    this.#cut();
    return { trainingJobs: this.#kept, trainingJobCount: this.#count };
  }

  #keep(): void {
    if (this.#current !== undefined) this.#kept.push(this.#current);
    if (this.#kept.length >= 2 * MAX_TRAINING_JOBS) this.#cut();
  }

  #cut(): void {
    const byNeed = (a: TrainingJobSummary, b: TrainingJobSummary) =>
      b.reporting - a.reporting || b.refused - a.refused;
    this.#kept = this.#kept.toSorted(byNeed).slice(0, MAX_TRAINING_JOBS);
  }
}

type Mutable<Figures> = { -readonly [Name in keyof Figures]: Figures[Name] };
