/** A thread that assesses objects and edits their bytes; the main thread reads and writes them. */
import { parentPort } from 'node:worker_threads';
import { rememberSha256, sha256Once } from '../../bytes/sha256.ts';
import { assessAndEdit } from '../../report/planning/assess-and-edit.ts';
import { loadPlanner } from '../../report/planning/planners.ts';
import { type FromThread, ownBuffer, type ToThread } from './messages.ts';

const send = (message: FromThread, arrays: readonly Uint8Array[] = []): void =>
  parentPort?.postMessage(message, arrays.flatMap(ownBuffer));

function work({ id, task, knownHash }: ToThread): void {
  try {
    rememberSha256(task.object.bytes, knownHash);
    const assessed = assessAndEdit(task);
    const { bytes, edited } = assessed;
    const hashes = { before: sha256Once(bytes), after: edited && sha256Once(edited) };
    send({ kind: 'assessed', id, assessed, hashes }, edited === undefined ? [bytes] : [bytes, edited]);
  } catch (error) {
    send({ kind: 'failed', id, error });
  }
}

parentPort?.on('message', work);
// Parsers are loaded before the first object comes.
await loadPlanner('notebook');
send({ kind: 'ready' });
