/** Recognises objects that hold no HTML, so that nothing is said about a page that is not there. */
import type { Refused } from '../verdict.ts';

const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** The first bytes of other formats, in Latin-1, with what a person knows them by. */
const SIGNATURES: readonly (readonly [start: string, name: string])[] = [
  ['\x1f\x8b', 'a gzip file: decompress it'],
  ['PK\x03\x04', 'a zip file: unpack it'],
  ['BZh', 'a bzip2 file: decompress it'],
  ['\xfd7zXZ\x00', 'an xz file: decompress it'],
  ['\x28\xb5\x2f\xfd', 'a zstd file: decompress it'],
  ['%PDF-', 'a PDF file: look for the HTML report'],
  ['\x89PNG', 'a PNG image: look for the HTML report'],
];

/** The beginning of an object shows whether it is text. */
const SAMPLE_BYTES = 1024;
const MIN_WIDE_SHARE = 0.3;
const MAX_CONTROL_SHARE = 0.1;

/** The refusal of an object that holds no HTML, or undefined where it may hold some: HTML needs a tag and no more. */
export function refuseOtherFormat(bytes: Buffer): Refused | undefined {
  const start = bytes.toString('latin1', 0, LFS_POINTER.length);
  if (start === LFS_POINTER) {
    return refuse('a Git LFS pointer, not the page it stands for: fetch the file with git lfs pull');
  }
  const name = SIGNATURES.find(([signature]) => start.startsWith(signature))?.[1];
  if (name !== undefined) return refuse(name);
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (isWide(sample)) {
    const detail = 'UTF-16 without a byte order mark: save the HTML report as UTF-8';
    return { kind: 'refused', reason: 'unsupported-encoding', detail };
  }
  if (countControls(sample) > sample.length * MAX_CONTROL_SHARE) {
    return refuse('binary data: look for the HTML report');
  }
  return hasMarkup(bytes) ? undefined : refuse('text without any HTML tag: look for the HTML report');
}

const refuse = (content: string): Refused => ({
  kind: 'refused',
  reason: 'not-html',
  detail: `the object holds ${content}`,
});

/** In UTF-16 markup every other byte is zero. */
function isWide(sample: Uint8Array): boolean {
  const zeros: [number, number] = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2 === 0 ? 0 : 1] += 1;
  });
  const [few, many] = zeros.sort((a, b) => a - b);
  return many > (sample.length / 2) * MIN_WIDE_SHARE && few < many / 4;
}

/** Bytes that no text holds: controls but white space, and escape. */
const countControls = (sample: Uint8Array): number =>
  sample.filter((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)).length;

function hasMarkup(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(0x3c); at !== -1; at = bytes.indexOf(0x3c, at + 1)) {
    if (/[a-z!/?]/i.test(bytes.toString('latin1', at + 1, at + 2))) return true;
  }
  return false;
}
