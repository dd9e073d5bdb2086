/** This software's name and version, as records and provenance carry them. */
import manifest from '../../package.json' with { type: 'json' };

/** As package.json has them, the one place. */
export const software = { name: manifest.name, version: manifest.version } as const;
