/** The user's wishes; the settings of the functions and the options of the command line both end in this. */

/** `dry-run` plans and records `would-...`, and never writes. Objects of `sizeLimitBytes` and above are refused. */
export interface Policy {
  readonly mode: 'enforce' | 'dry-run';
  readonly html: 'record' | 'silence';
  readonly sizeLimitBytes: number;
}
