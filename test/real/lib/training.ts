import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pythonEnvironment } from './python.ts';

export interface Done {
  /** When MLflow had written: ms since the epoch. */
  readonly at: number;
  readonly runId?: string;
  readonly experimentId?: string;
}

/** A process that writes to a store with MLflow, one command at a time (`python/live.py`). */
export class Training {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: { resolve: (done: Done) => void; reject: (error: Error) => void }[] = [];
  #errors = '';

  private constructor(python: string, uri: string, folder: string) {
    const script = join(import.meta.dirname, '..', 'python', 'live.py');
    this.#child = spawn(python, [script, uri, folder], { cwd: folder, env: pythonEnvironment() });
    this.#child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#errors += chunk;
    });
    createInterface(this.#child.stdout).on('line', (line) => this.#waiting.shift()?.resolve(JSON.parse(line) as Done));
    this.#child.on('close', () => {
      const error = new Error(`The training script ended\n${this.#errors.slice(-2000)}`);
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  static async start(python: string, uri: string, folder: string): Promise<Training> {
    const training = new Training(python, uri, folder);
    await training.#next();
    return training;
  }

  do(command: string, args: Readonly<Record<string, unknown>>): Promise<Done> {
    const done = this.#next();
    this.#child.stdin.write(`${JSON.stringify({ do: command, ...args })}\n`);
    return done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.stdin.end();
    await closed;
  }

  #next(): Promise<Done> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }
}
