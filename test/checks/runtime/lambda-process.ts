/** A built function in a process of its own, run by AWS's runtime interface client for Node.js (aws-lambda-ric). */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answered, RuntimeApi } from '../../support/servers/runtime-api.ts';

const CLIENT = new URL('./client/node_modules/aws-lambda-ric/index.mjs', import.meta.url).pathname;
const START_LIMIT_MS = 30_000;
const QUIET_MS = 40;

/** How a function is started. */
export interface FunctionUnderTest {
  /** Folder of the bundle. */
  readonly folder: string;
  /** `file.export`, as the template has it. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** A function that runs. Stop it, or it outlives the test. */
export class LambdaProcess {
  readonly #api: RuntimeApi;
  readonly #child: ChildProcess;
  readonly #timeoutMs: number;
  /** Exit code or signal. */
  readonly #gone: Promise<number | string>;
  readonly initMs: number;
  /** What the start failed with, if it did. */
  readonly initError: unknown;
  /** Everything the function wrote, line by line. */
  readonly lines: string[];

  private constructor(
    api: RuntimeApi,
    child: ChildProcess,
    start: { initMs: number; initError: unknown },
    lines: string[],
    timeoutMs: number,
  ) {
    this.#api = api;
    this.#child = child;
    this.initMs = start.initMs;
    this.initError = start.initError;
    this.lines = lines;
    this.#timeoutMs = timeoutMs;
    this.#gone = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve(code ?? signal ?? 'gone'));
    });
  }

  /** Starts a function, and waits until it asks for its first event or says that it cannot start. */
  static async start(wanted: FunctionUnderTest): Promise<LambdaProcess> {
    if (!existsSync(CLIENT)) throw new Error('no aws-lambda-ric: run test/checks/setup/install runtime');
    const api = new RuntimeApi();
    const address = await api.listen();
    const begunAtMs = performance.now();
    const child = spawn(process.execPath, [CLIENT], {
      env: {
        PATH: process.env['PATH'] ?? '',
        TZ: ':UTC',
        AWS_LAMBDA_RUNTIME_API: address,
        AWS_LAMBDA_FUNCTION_NAME: 'check',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
        AWS_LAMBDA_LOG_GROUP_NAME: 'group',
        AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
        AWS_LAMBDA_LOG_FORMAT: 'JSON',
        AWS_LAMBDA_LOG_LEVEL: 'INFO',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_REGION: 'us-east-1',
        LAMBDA_TASK_ROOT: wanted.folder,
        _HANDLER: wanted.handler,
        ...wanted.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => lines.push(line));
    const late = delay(START_LIMIT_MS, 'late' as const, { ref: false });
    const start = await Promise.race([api.started, late]);
    if (start === 'late') {
      child.kill('SIGKILL');
      throw new Error(`the function does not start: ${lines.join('\n')}`);
    }
    const { atMs, initError } = start;
    return new LambdaProcess(api, child, { initMs: atMs - begunAtMs, initError }, lines, wanted.timeoutMs);
  }

  /** Delivers an event; answers what the function answered, how long it took, and what it wrote meanwhile. */
  async invoke(
    event: unknown,
  ): Promise<Answered & { readonly ms: number; readonly lines: readonly string[] }> {
    const before = this.lines.length;
    const begunAtMs = performance.now();
    const answered = await Promise.race([this.#api.invoke(event, this.#timeoutMs), this.#gone]);
    if (typeof answered !== 'object') throw new Error(`the function died: ${answered}`);
    const ms = performance.now() - begunAtMs;
    await this.#quiet();
    return { ...answered, ms, lines: this.lines.slice(before) };
  }

  /** What was written before the answer may still be in the pipe. */
  async #quiet(): Promise<void> {
    let seen = -1;
    while (seen !== this.lines.length) {
      seen = this.lines.length;
      await delay(QUIET_MS);
    }
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The most memory the process ever had, in bytes. */
  get peakMemoryBytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmHWM:\s*([0-9]+) kB/.exec(status)?.[1]) * 1024;
  }

  /** Ends the process as Lambda does, and waits for it. Answers its exit code or signal. */
  async stop(): Promise<number | string> {
    this.#child.kill('SIGTERM');
    const late = delay(2_000, undefined, { ref: false }).then(() => this.#child.kill('SIGKILL'));
    const end = await Promise.race([this.#gone, late.then(() => this.#gone)]);
    await this.#api.close();
    return end;
  }
}
