/** Works on items side by side and gives the answers in the order of the items. */

/** So many answers, per item under way, may wait for a slow one before them. */
const ANSWERS_PER_WORKER = 16;

/**
 * Works on at most `concurrency` items at once; each answer comes as soon as it and all before it are there. When
 * listing the items fails, the answers to those before come first. Whatever ends it, no work is left under way.
 * @throws what `items` and `work` throw
 */
export async function* inOrder<Item, Answer>(
  items: AsyncIterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<Answer>,
): AsyncGenerator<Answer> {
  const answers: Promise<Answer>[] = [];
  const change = new Bell();
  const state = { underWay: 0, isOver: false, isListed: false };
  const hasRoom = () => state.underWay < concurrency && answers.length < concurrency * ANSWERS_PER_WORKER;

  const workOn = async (item: Item): Promise<Answer> => {
    try {
      return await work(item);
    } finally {
      state.underWay -= 1;
      change.ring();
    }
  };
  const beginAll = async (): Promise<void> => {
    try {
      for await (const item of items) {
        state.underWay += 1;
        const answer = workOn(item);
        // Its failure is thrown where the answer is read.
        answer.catch(() => {});
        answers.push(answer);
        change.ring();
        while (!hasRoom() && !state.isOver) await change.next();
        if (state.isOver) return;
      }
    } finally {
      state.isListed = true;
      change.ring();
    }
  };

  const beginning = beginAll();
  beginning.catch(() => {});
  try {
    while (answers.length > 0 || !state.isListed) {
      const first = answers[0];
      if (first === undefined) {
        await change.next();
        continue;
      }
      const answer = await first;
      answers.shift();
      change.ring();
      yield answer;
    }
    await beginning;
  } finally {
    state.isOver = true;
    change.ring();
    await Promise.allSettled([beginning]);
    await Promise.allSettled(answers);
  }
}

/** Wakes whoever waits for the next change. */
class Bell {
  #rings = Promise.withResolvers<void>();

  next(): Promise<void> {
    return this.#rings.promise;
  }

  ring(): void {
    this.#rings.resolve();
    this.#rings = Promise.withResolvers<void>();
  }
}
