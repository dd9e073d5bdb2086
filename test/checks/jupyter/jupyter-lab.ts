/** JupyterLab and its commands, in a folder of their own: nothing of the person who runs this is read or written. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const TOKEN = 'token-of-the-check';
/** `timeout` ends JupyterLab also when this process was killed; the server takes its kernels with it. */
const BOUNDED = ['--foreground', '--kill-after=10', '300'];
const START_MS = 60_000;
const COMMAND_MS = 60_000;

/** JupyterLab on loopback. */
export interface JupyterLab {
  /** Begins every address of the server. */
  readonly url: string;
  /** Where the browser shows the notebook `<name>.ipynb`. */
  readonly addressOf: (name: string) => string;
  /** Whether the server tells the browser that all code cells of `<name>.ipynb` are trusted. */
  readonly isTrusted: (name: string) => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

/** What runs Jupyter's commands on the notebooks of a folder. */
export class Jupyter {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #bin: string;

  constructor(folder: string) {
    const bin = process.env['JUPYTER_BIN'];
    if (bin === undefined) throw new Error('JUPYTER_BIN is not set: run npm run verify -- jupyter');
    this.#bin = bin;
    this.#folder = folder;
    const home = join(folder, '.home');
    mkdirSync(home);
    this.#env = {
      PATH: `${bin}:${process.env['PATH']}`,
      LANG: 'C.UTF-8',
      HOME: home,
      IPYTHONDIR: join(home, 'ipython'),
      JUPYTER_CONFIG_DIR: join(home, 'config'),
      JUPYTER_DATA_DIR: join(home, 'data'),
      JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
      // What Python asks of other hosts ends here.
      HTTP_PROXY: 'http://127.0.0.1:9',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: '127.0.0.1,localhost',
    };
  }

  /** Runs a command of the environment in the folder, such as `jupyter trust`. */
  run(command: string, ...words: readonly string[]): void {
    const { status, stdout, stderr, error } = spawnSync(join(this.#bin, command), words, {
      cwd: this.#folder,
      env: this.#env,
      encoding: 'utf8',
      timeout: COMMAND_MS,
    });
    if (error !== undefined) throw error;
    if (status !== 0)
      throw new Error(`${command} ${words.join(' ')} ends with ${status}: ${stdout}${stderr}`);
  }

  /** Starts JupyterLab over the folder; it asks nobody for news, updates or extensions. */
  async start(): Promise<JupyterLab> {
    const port = await findFreePort();
    const log = join(this.#folder, '.home', 'jupyterlab.log');
    const output = openSync(log, 'w');
    const options = {
      'ServerApp.ip': '127.0.0.1',
      'ServerApp.port': port,
      'ServerApp.port_retries': 0,
      'ServerApp.root_dir': this.#folder,
      'IdentityProvider.token': TOKEN,
      'LabApp.news_url': 'None',
      'LabApp.check_for_updates_class': 'jupyterlab.NeverCheckForUpdate',
      'LabApp.extension_manager': 'readonly',
    };
    const words = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
    const command = [join(this.#bin, 'jupyter-lab'), '--no-browser', '--allow-root', ...words];
    const server = spawn('timeout', [...BOUNDED, ...command], {
      cwd: this.#folder,
      env: this.#env,
      stdio: ['ignore', output, output],
    });
    const url = `http://127.0.0.1:${port}/`;
    try {
      await waitForAnswer(server, url);
    } catch (cause) {
      await stop(server);
      throw new Error(`JupyterLab did not start: ${readFileSync(log, 'utf8').slice(-2_000)}`, { cause });
    }
    // A workspace of its own: JupyterLab opens again what was open in the last one.
    const addressOf = (name: string) => `${url}lab/workspaces/${name}/tree/${name}.ipynb?token=${TOKEN}`;
    return { url, addressOf, isTrusted: (name) => isTrusted(url, name), stop: () => stop(server) };
  }
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('a port has a number');
  return address.port;
}

/** Ends when the server answers; throws when it has ended, or the time is up. */
async function waitForAnswer(server: ChildProcess, url: string): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(200)) {
    if (server.exitCode !== null || server.signalCode !== null) throw new Error('it ended');
    const answer = await fetch(`${url}api/status?token=${TOKEN}`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`no answer within ${START_MS} ms`);
}

/** Ends the server, and with it the kernels that it started. */
async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
}

async function isTrusted(url: string, name: string): Promise<boolean> {
  const answer = await fetch(`${url}api/contents/${name}.ipynb?token=${TOKEN}`);
  if (!answer.ok) throw new Error(`the server answers ${answer.status} for ${name}.ipynb`);
  const { content } = (await answer.json()) as {
    content: { cells: { cell_type: string; metadata: { trusted?: boolean } }[] };
  };
  return content.cells.every(({ cell_type, metadata }) => cell_type !== 'code' || metadata.trusted === true);
}
