/** A process of its own that runs the deployed wiring, and dies by SIGKILL at the call that the plan names. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type FaultProxy, LEDGER_PREFIX } from './s3/fault-proxy.ts';
import type { InvocationEnd, Sandbox, SandboxOptions } from './sandbox.ts';

const SCRIPT = fileURLToPath(new URL('./killed-child.ts', import.meta.url));

/** What such a process is started with. */
export type ChildOptions = Pick<SandboxOptions, 'html' | 'ledgerBucket' | 'decide' | 'writeLine'>;

/** Gives the process an address; it starts with its one invocation and is gone after it. */
export function openChildSandbox(proxy: FaultProxy, options: ChildOptions): Sandbox {
  let isDead = false;
  let kill = () => {};
  const { id, endpointUrl } = proxy.open({
    decide: options.decide,
    kill: () => kill(),
    isDead: () => isDead,
  });
  const invoke = (event: unknown) =>
    new Promise<InvocationEnd>((resolve, reject) => {
      const child = spawn(process.execPath, [SCRIPT], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: {
          PATH: process.env['PATH'],
          HTML_REPORTS: options.html,
          LEDGER_BUCKET: options.ledgerBucket,
          LEDGER_PREFIX,
          AWS_ENDPOINT_URL_S3: endpointUrl,
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
        },
      });
      kill = () => {
        isDead = true;
        child.kill('SIGKILL');
      };
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      child.once('error', reject).once('close', (_code, signal) => {
        isDead = true;
        // A line that was cut off by the end is no line of the log.
        const lines = text.split('\n').slice(0, -1);
        const answer = lines.findLast((line) => line.startsWith('answer '));
        for (const line of lines.filter((each) => each.startsWith('{'))) options.writeLine(line);
        resolve(endOf(answer, signal));
      });
      child.stdin.end(JSON.stringify(event));
    });
  return { callerId: id, isDead: () => isDead, end: () => kill(), invoke };
}

function endOf(answer: string | undefined, signal: NodeJS.Signals | null): InvocationEnd {
  if (signal !== null) return { kind: 'killed' };
  if (answer === undefined) return { kind: 'threw' };
  const failed = JSON.parse(answer.slice('answer '.length)) as string[];
  return { kind: 'answered', failed: new Set(failed) };
}
