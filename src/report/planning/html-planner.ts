/** All that HTML is planned with, in one module: in a bundle it is one file. */
export { planHtml } from '../../html/plan.ts';
export { findSpellings } from '../../html/spellings.ts';
