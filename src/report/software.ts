/** This software's name and version, as records and provenance carry them; a test holds it to package.json. */
export const software = { name: 'profiler-opt-out', version: '0.1.0' } as const;
