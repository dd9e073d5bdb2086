/** The figures of a ledger, and what of it needs attention: of all of it at once, or part by part. Pure. */
import { isJobHistory, type JobHistory } from '../../training-job/job-history.ts';
import { Attention, type AttentionGroup, type AttentionKind, type AttentionPart } from '../attention.ts';
import type { ObjectHistory, ObjectSummary } from '../object-history.ts';
import { LedgerSummarizer, type SummaryPart } from './summarizer.ts';
import type { LedgerSummary } from './summary.ts';

/** The figures of some histories that follow each other: data alone, for other threads. */
export interface FiguresPart {
  readonly summary: SummaryPart;
  readonly attention: readonly AttentionPart[];
}

/** Adds up histories, which have to come in the order of their keys, or the figures of parts of them, in order. */
export class LedgerFigures {
  readonly #summarizer = new LedgerSummarizer();
  readonly #attention: Attention;

  /** @param listed the entries that need attention of histories before these, which are listed anyway */
  constructor(listed?: ReadonlyMap<AttentionKind, number>) {
    this.#attention = new Attention(listed);
  }

  /** Adds a history; answers the summary of an object. */
  add(history: ObjectHistory): ObjectSummary;
  add(history: ObjectHistory | JobHistory): ObjectSummary | undefined;
  add(history: ObjectHistory | JobHistory): ObjectSummary | undefined {
    if (isJobHistory(history)) {
      this.#summarizer.addJob(history);
      return undefined;
    }
    const object = this.#summarizer.add(history);
    this.#attention.add(history, object);
    return object;
  }

  /** The figures of the histories so far, none of which came in a part. They are not for adding to any more. */
  part(): FiguresPart {
    return { summary: this.#summarizer.part(), attention: this.#attention.part() };
  }

  /** Adds the figures of the histories that follow. */
  addPart({ summary, attention }: FiguresPart): void {
    this.#summarizer.addPart(summary);
    this.#attention.addPart(attention);
  }

  /** The figures of all histories that were added. */
  summary(): LedgerSummary {
    return this.#summarizer.summary();
  }

  /** The groups of what needs attention that hold something. */
  needsAttention(): readonly AttentionGroup[] {
    return this.#attention.result();
  }
}
