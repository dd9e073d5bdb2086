/** The order in which tests judge a mutant: the run ends with the first that fails. */
import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The tests whose path is most like that of the mutated file come first, as tests mirror sources by name. */
export class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sources = (this.ctx.config.related ?? []).map((path) => relative(this.ctx.config.root, path));
    const nearness = ({ moduleId }: TestSpecification) =>
      Math.max(0, ...sources.map((source) => sharedLength(source, relative(this.ctx.config.root, moduleId))));
    return files.toSorted((a, b) => nearness(b) - nearness(a));
  }
}

/** How many characters two paths share behind their first folder. */
function sharedLength(source: string, test: string): number {
  const [one, other] = [source, test].map((path) => path.slice(path.indexOf(sep))) as [string, string];
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
