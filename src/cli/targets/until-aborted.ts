/** Ends a listing when the user interrupts, however long the next item takes. */

/** The items until `signal` is aborted; what the source does for the item it is looking for is not waited for. */
export async function* untilAborted<Item>(
  items: AsyncIterable<Item>,
  signal: AbortSignal,
): AsyncGenerator<Item> {
  const source = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await nextUnlessAborted(source, signal);
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    if (!signal.aborted) await source.return?.();
  }
}

/** A listener of its own each time: racing against one lasting promise would keep every item in memory. */
function nextUnlessAborted<Item>(
  source: AsyncIterator<Item>,
  signal: AbortSignal,
): Promise<IteratorResult<Item> | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    source
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
