/** Bounds the memory that V8 takes for new objects, of which it would collect nothing before all of it is full. */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Enough for what is under way at once; by itself V8 goes up to 128 MiB, for runs that are no faster with it. */
const ENOUGH_BYTES = 16 * 1024 * 1024;
const CHECK_MS = 20;
/** V8 reads it each time that it could grow this memory (src/heap/new-spaces.cc, SemiSpaceNewSpace::Grow). */
const NO_GROWTH = '--semi-space-growth-factor=1';

/** Lets the memory for new objects grow until it is enough. The process can end meanwhile. */
export function boundYoungMemory(): void {
  const timer = setInterval(() => {
    if (youngBytes() < ENOUGH_BYTES) return;
    setFlagsFromString(NO_GROWTH);
    clearInterval(timer);
  }, CHECK_MS).unref();
}

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
