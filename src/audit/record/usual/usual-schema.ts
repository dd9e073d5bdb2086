/**
 * The schema of records of the usual form: of a notebook or page that was read, without anything in the saved outputs of
 * the notebook, of a page that no browser saved.
 */
import { reportRecord } from '../report-record-schema.ts';
import type { FormSchema } from './form-table.ts';

const { embedded: _embedded, ...properties } = reportRecord.properties;
const { object, report, html } = properties;
const { savedByBrowser: _savedByBrowser, ...ofPage } = html.properties;

/** Each field of it is allowed by the record's schema. */
export const usualSchema: FormSchema = {
  ...reportRecord,
  required: [...reportRecord.required, 'before'],
  properties: {
    ...properties,
    object: { ...object, required: [...object.required, 'lastModified'] },
    report: { ...report, required: [...report.required, 'generatedAt', 'generatedAtSource'] },
    html: { ...html, properties: ofPage },
  },
};
