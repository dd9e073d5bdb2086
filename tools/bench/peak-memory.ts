/** The most memory that this very process ever had. */
import { existsSync, readFileSync } from 'node:fs';

/** In bytes. maxRSS would begin with that of the process which started it, so Linux's own figure goes first. */
export function peakMemory(): number {
  const status = '/proc/self/status';
  const kilobytes = existsSync(status)
    ? /VmHWM:\s*([0-9]+) kB/.exec(readFileSync(status, 'utf8'))?.[1]
    : undefined;
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) * 1024;
}
