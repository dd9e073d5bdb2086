/** The number of report folders: in key order the keys of a folder stand together, with those of folders in it between. Pure. */

/** The folders of some objects that follow each other: data alone, for other threads. */
export interface FoldersPart {
  readonly count: number;
  /** Undefined where there are no objects. */
  readonly begin: FoldersBegin | undefined;
  /** The bucket of the last object, and those of its folders to which further objects can belong. */
  readonly bucket: string;
  readonly open: readonly string[];
}

/** What tells how the folders of a part go on from those before it. */
interface FoldersBegin {
  readonly bucket: string;
  /** What all folders of the part begin with; undefined once it has another bucket. */
  readonly shared: string | undefined;
  /** The counted folders with which all folders up to them begin: they may have begun before the part. */
  readonly leading: readonly string[];
}

/** Counts the folders of objects that come in key order. */
export class FolderCount {
  count = 0;
  #bucket = '';
  #open: string[] = [];
  #begin: FoldersBegin | undefined;

  add(bucket: string, folder: string): void {
    const begin = goOn(this.#begin, bucket, folder);
    this.#begin = begin;
    if (bucket !== this.#bucket) this.#open = [];
    this.#bucket = bucket;
    this.#open = this.#open.filter((outer) => folder.startsWith(outer));
    if (this.#open.includes(folder)) return;
    this.#open.push(folder);
    this.count += 1;
    if (begin.shared === folder) this.#begin = { ...begin, leading: [...begin.leading, folder] };
  }

  /** The folders of the objects so far, none of which came in a part. */
  part(): FoldersPart {
    return { count: this.count, begin: this.#begin, bucket: this.#bucket, open: this.#open };
  }

  /** Adds the folders of the objects that follow. */
  addPart({ count, begin, bucket, open }: FoldersPart): void {
    if (begin === undefined) return;
    const { shared, leading } = begin;
    const own = begin.bucket === this.#bucket ? this.#open : [];
    this.count += count - leading.filter((folder) => own.includes(folder)).length;
    const stillOpen = own.filter((folder) => shared?.startsWith(folder) && !open.includes(folder));
    this.#open = [...stillOpen, ...open];
    this.#bucket = bucket;
  }
}

function goOn(begin: FoldersBegin | undefined, bucket: string, folder: string): FoldersBegin {
  if (begin === undefined) return { bucket, shared: folder, leading: [] };
  const { shared } = begin;
  if (shared === undefined) return begin;
  if (bucket !== begin.bucket) return { ...begin, shared: undefined };
  return folder.startsWith(shared) ? begin : { ...begin, shared: sharedBeginning(shared, folder) };
}

function sharedBeginning(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}
