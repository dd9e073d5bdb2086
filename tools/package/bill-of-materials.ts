/**
 * What the bundles hold of other people's work: an SPDX document, by `npm sbom`, and the texts of the licences. Both
 * name only packages of which esbuild put code into a bundle.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package of which a bundle holds code. */
interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly folder: string;
}

/** The packages whose code the bundles hold, in the order of their names. */
export function bundledPackages(metafiles: readonly Metafile[]): readonly BundledPackage[] {
  const folders = new Set<string>();
  for (const { outputs } of metafiles)
    for (const { inputs } of Object.values(outputs))
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = bytesInOutput > 0 ? /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] : undefined;
        if (folder !== undefined) folders.add(folder);
      }
  return [...folders].map(readPackage).sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${folder}/package.json names no licence`);
  return { name, version, licence: license, folder };
}

const idOf = ({ name, version }: { readonly name: string; readonly version: string }) => `${name}@${version}`;

interface SpdxDocument {
  readonly packages: readonly {
    readonly SPDXID: string;
    readonly name: string;
    readonly versionInfo: string;
  }[];
  readonly relationships: readonly { readonly spdxElementId: string; readonly relatedSpdxElement: string }[];
}

/** The SPDX document, of this package and of those whose code is in its bundles; the same for the same packages. */
export function renderSpdx(packages: readonly BundledPackage[], version: string): string {
  const words = ['sbom', '--sbom-format=spdx', '--sbom-type=application', '--package-lock-only'];
  const document: SpdxDocument & Record<string, unknown> = JSON.parse(
    execFileSync('npm', words, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
  );
  const own = `profiler-opt-out@${version}`;
  const kept = new Set([own, ...packages.map(idOf)]);
  const listed = document.packages.filter(({ name, versionInfo }) =>
    kept.has(idOf({ name, version: versionInfo })),
  );
  const missing = kept.size - new Set(listed.map(({ name, versionInfo }) => `${name}@${versionInfo}`)).size;
  if (missing > 0) throw new Error(`${missing} bundled packages are not in the lock file: run npm ci`);
  const ids = new Set(['SPDXRef-DOCUMENT', ...listed.map(({ SPDXID }) => SPDXID)]);
  const related = document.relationships.filter(
    ({ spdxElementId, relatedSpdxElement }) => ids.has(spdxElementId) && ids.has(relatedSpdxElement),
  );
  return `${JSON.stringify(
    {
      ...document,
      // npm gives each document a time and a random name; the same sources give the same bytes here.
      documentNamespace: `https://spdx.org/spdxdocs/${own}`,
      creationInfo: { created: '1970-01-01T00:00:00Z', creators: ['Tool: npm sbom'] },
      packages: listed,
      relationships: related,
    },
    null,
    2,
  )}\n`;
}

const IS_LICENCE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/** The texts of all licences; of a package without a text, what it says of its licence. */
export const renderLicences = (packages: readonly BundledPackage[]): string =>
  packages
    .map((each) => {
      const files = readdirSync(each.folder)
        .filter((name) => IS_LICENCE.test(name))
        .sort();
      const texts = files.map((name) => readFileSync(join(each.folder, name), 'utf8').trim());
      const text = texts.length > 0 ? texts.join('\n\n') : `(The package holds no text of its licence.)`;
      return `${idOf(each)}\nLicence: ${each.licence}\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
