/** The number of report folders: in key order the keys of a folder stand together, with those of folders in it between. Pure. */

/** Counts the folders of objects that come in key order. */
export class FolderCount {
  count = 0;
  #bucket = '';
  #open: string[] = [];

  add(bucket: string, folder: string): void {
    if (bucket !== this.#bucket) this.#open = [];
    this.#bucket = bucket;
    this.#open = this.#open.filter((outer) => folder.startsWith(outer));
    if (this.#open.includes(folder)) return;
    this.#open.push(folder);
    this.count += 1;
  }
}
