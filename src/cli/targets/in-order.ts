/** Works on items side by side and gives the answers in the order of the items. */
import { pMapIterable } from 'p-map';

/** The number of answers, per item under way, that may wait for a slow one before them. */
const ANSWERS_PER_WORKER = 16;

/**
 * Works on at most `concurrency` items at once; each answer comes as soon as it and all before it are there. When
 * listing the items fails, the answers to those before come first. Whatever ends it, no work is left under way,
 * which `pMapIterable` alone does not promise.
 * @throws what `items` and `work` throw
 */
export async function* inOrder<Item, Answer>(
  items: AsyncIterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<Answer>,
): AsyncGenerator<Answer> {
  const underWay = new Set<Promise<Answer>>();
  // In an object of its own, since p-map gives a meaning to some values.
  const track = async (item: Item): Promise<{ readonly answer: Answer }> => {
    const answer = work(item);
    underWay.add(answer);
    try {
      return { answer: await answer };
    } finally {
      underWay.delete(answer);
    }
  };
  const options = { concurrency, backpressure: concurrency * ANSWERS_PER_WORKER };
  try {
    for await (const { answer } of pMapIterable(items, track, options)) yield answer;
  } finally {
    await Promise.allSettled(underWay);
  }
}
