/** The real reports that the bench measures with where they are present. */
import { globSync, readFileSync } from 'node:fs';

/** A report's page and notebook. */
export interface HtmlAndNotebook {
  readonly html: Buffer;
  readonly notebook: Buffer;
}

const REPORTS = new URL('../../../shared/reports/**/profiler-output', import.meta.url).pathname;

/** All of them, or none. */
export const readRealReports = (): HtmlAndNotebook[] =>
  globSync(`${REPORTS}/profiler-report.html`)
    .sort()
    .map((path) => ({
      html: readFileSync(path),
      notebook: readFileSync(path.replace(/html$/, 'ipynb')),
    }));
