/** The bare loop as a script: `get-and-put-all.ts <url of the server> <reports> <at once>`. */
import { getAndPutAll } from './bench-server.ts';

const [url = '', reports, concurrency] = process.argv.slice(2);
await getAndPutAll({ url, reports: Number(reports) }, Number(concurrency));
