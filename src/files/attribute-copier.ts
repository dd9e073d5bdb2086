/**
 * Creates files with the mode, access control list and extended attributes of others. Node has no way to these, so the
 * system's own `cp` does it, for all files in one shell: a process for each file takes three times as long.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** What became of a new file: `unsupported` where no `cp` of this system can do it, and then there is none. */
export type CopyAnswer = 'copied' | 'failed' | 'unsupported';

/** GNU's and others' on Linux; it reads none of the bytes. */
const COPY = 'cp --attributes-only --preserve=mode,xattr';
/** That of macOS keeps both with `-p`, and copies the bytes, too. */
const COPY_ON_MACOS = 'cp -p';
const PROBE = `${COPY} --version >/dev/null 2>&1`;

type Shell = ChildProcessByStdio<Writable, Readable, null>;

/** Copies attributes one file after the other. The shell ends with the process, however that ends. */
export class AttributeCopier {
  readonly #isMacos: boolean;
  #shell: Shell | undefined;
  #isSupported: Promise<boolean> | undefined;
  #waiting: ((status: string) => void)[] = [];
  #unread = '';

  constructor(platform: string = process.platform) {
    this.#isMacos = platform === 'darwin';
  }

  /** Creates `path`, which must not be there, with the attributes of `original`; its bytes are of no meaning. */
  async createLike(original: string, path: string): Promise<CopyAnswer> {
    this.#isSupported ??= this.#isMacos ? Promise.resolve(true) : this.#run(PROBE);
    if (!(await this.#isSupported)) return 'unsupported';
    const command = this.#isMacos ? COPY_ON_MACOS : COPY;
    const isCopied = await this.#run(`${command} -- ${quote(original)} ${quote(path)} >/dev/null 2>&1`);
    return isCopied ? 'copied' : 'failed';
  }

  /** True when the command ends with 0; false also when there is no shell. */
  async #run(command: string): Promise<boolean> {
    const shell = this.#start();
    const status = await new Promise<string>((resolve) => {
      this.#waiting.push(resolve);
      keepAlive(shell, true);
      shell.stdin.write(`${command}; echo $?\n`);
    });
    return status === '0';
  }

  #start(): Shell {
    if (this.#shell !== undefined) return this.#shell;
    // In a group of its own: an interruption at the terminal is for this process to deal with.
    const shell = spawn('sh', [], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
    const end = () => {
      this.#shell = undefined;
      for (const resolve of this.#waiting.splice(0)) resolve('ended');
    };
    shell.on('error', end).on('close', end);
    shell.stdin.on('error', end);
    shell.stdout.setEncoding('latin1').on('data', (text: string) => this.#take(text, shell));
    this.#shell = shell;
    return shell;
  }

  #take(text: string, shell: Shell): void {
    const lines = (this.#unread + text).split('\n');
    this.#unread = lines.pop() ?? '';
    for (const status of lines) this.#waiting.shift()?.(status);
    if (this.#waiting.length === 0) keepAlive(shell, false);
  }
}

/** A shell that has nothing to do must not keep the process alive, and one that has must. */
function keepAlive(shell: Shell, isWaiting: boolean): void {
  for (const part of [shell, shell.stdin, shell.stdout] as unknown as NodeJS.Timeout[]) {
    if (isWaiting) part.ref();
    else part.unref();
  }
}

/** A word of the shell, whatever is in it. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
