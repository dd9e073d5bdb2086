import { measureS3 } from './tools/s3-bench.ts';
for (const r of await measureS3()) console.log(r.concurrency, r.bareObjectsPerSecond.toFixed(0), r.applyObjectsPerSecond.toFixed(0), r.ratio.toFixed(2), JSON.stringify(r.requests));
process.exit(0);
