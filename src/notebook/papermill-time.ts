/** The time at which papermill made a notebook, as its own metadata has it. Found by a scan from the end, where it stands. */

const NAME = Buffer.from('"papermill"');
/** Each cell has an entry of the name, too. */
const MAX_CANDIDATES = 2_000;
/** The size up to which an entry is looked at; those of real reports have some 500 bytes. */
const MAX_ENTRY_BYTES = 4_096;
/** An entry holds objects for the parameters and the environment, and these hold none. */
const ENTRY = /^"papermill"\s*:\s*(\{(?:[^{}"]|"(?:[^"\\]|\\.)*"|\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\})*\})/s;

/** When the notebook was finished, or begun where that is all it says; undefined when papermill did not make it. */
export function findPapermillTime(bytes: Uint8Array): Date | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = buffer.lastIndexOf(NAME);
  for (let candidate = 0; at !== -1 && candidate < MAX_CANDIDATES; candidate += 1) {
    const time = timeIn(buffer.toString('utf8', at, at + MAX_ENTRY_BYTES));
    if (time !== undefined) return time;
    at = at === 0 ? -1 : buffer.lastIndexOf(NAME, at - 1);
  }
  return undefined;
}

/** The time in the notebook's own entry; the entries of cells have a status and no version. */
function timeIn(text: string): Date | undefined {
  const [, json] = ENTRY.exec(text) ?? [];
  if (json === undefined) return undefined;
  const { version, start_time: start, end_time: end } = parse(json);
  return typeof version === 'string' ? (readTime(end) ?? readTime(start)) : undefined;
}

function parse(json: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

/** Python's isoformat; without a zone it is UTC. Source: papermill, `engines.py`, `NotebookExecutionManager.now`. */
function readTime(text: unknown): Date | undefined {
  const [, local, zone = 'Z'] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?)(Z|[+-]\d\d:\d\d)?$/.exec(String(text)) ?? [];
  const time = new Date(`${local}${zone}`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
