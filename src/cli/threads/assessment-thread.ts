/** A thread that assesses objects and edits their bytes; the main thread reads and writes them. */
import { parentPort } from 'node:worker_threads';
import { rememberSha256, sha256Once } from '../../bytes/sha256.ts';
import { assessAndEdit } from '../../report/planning/assess-and-edit.ts';
import { loadPlanner } from '../../report/planning/planners.ts';
import type { FromThread, ToThread } from './messages.ts';

const send = (message: FromThread, transferred: readonly ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transferred);

function work({ id, task, knownHash }: ToThread): void {
  try {
    const { bytes } = task.object;
    rememberSha256(bytes, knownHash);
    const assessed = assessAndEdit(task);
    const { edited } = assessed;
    const hashes = { before: sha256Once(bytes), after: edited && sha256Once(edited) };
    send(
      { kind: 'assessed', id, assessed, hashes },
      edited === undefined ? [] : [edited.buffer as ArrayBuffer],
    );
  } catch (error) {
    send({ kind: 'failed', id, error });
  }
}

parentPort?.on('message', work);
// Parsers are loaded before the first object comes.
await loadPlanner('notebook');
send({ kind: 'ready' });
