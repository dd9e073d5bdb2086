/**
 * Writes the audit page: whole, or not at all. By hand: on a disk that becomes full write-file-atomic 8.0.0 puts a page
 * that is cut off in the place of the old one, and reports no error.
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import type { PageRows } from '../../audit/page/page-rows.ts';
import { renderPage } from '../../audit/page/render-page.ts';
import { fileFault } from '../../files/file-faults.ts';
import { siblingPath } from '../../files/sibling-path.ts';
import { defined } from '../../text/defined.ts';
import type { AuditFigures } from './audit-table.ts';

/** The figures and rows that the page shows. */
export interface PageFigures extends AuditFigures {
  readonly rows: PageRows;
  readonly generatedAt: Date;
}

/** Replaces the file when it is there. @throws Fault */
export async function writePage(path: string, figures: PageFigures): Promise<void> {
  const { ledgers, summary, problems, rows, generatedAt, hash, from, to } = figures;
  const { needsAttention, connection, completeness } = figures;
  const { badLines, conflicts, tornLines, remadeLines, duplicates } = problems;
  const page = await renderPage({
    title: 'Profiling reports and usage statistics',
    sources: ledgers,
    generatedAt,
    summary,
    needsAttention,
    jobsToAct: rows.jobsToAct,
    connection,
    data: rows.data(),
    omittedVersions: rows.omittedCount,
    notCounted: { badLines, conflicts, tornLines, remadeLines, duplicates },
    attestation: { ...hash, ...defined({ from, to }) },
    ...defined({ completeness }),
  });
  const sibling = siblingPath(path);
  try {
    await writeFile(sibling, page, { flag: 'wx' });
    await rename(sibling, path);
  } catch (error) {
    await rm(sibling, { force: true });
    throw fileFault(error, path, 'write the page');
  }
}
