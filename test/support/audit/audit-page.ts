/** The audit page of some records. */
import { renderPage } from '../../../src/audit/page/render-page.ts';
import { inputOf } from '../histories.ts';

/** The HTML of the page; the question is that of `inputOf`. */
export const pageOf = async (...question: Parameters<typeof inputOf>) =>
  renderPage(await inputOf(...question));
