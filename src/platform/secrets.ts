import type * as vscode from 'vscode';

const PREFIX = 'origin:';

/** Logins by the origin that they are for (`https://host:port`), in VS Code's SecretStorage and nowhere else (invariant 7). */
export class Secrets {
  readonly #storage: vscode.SecretStorage;

  constructor(storage: vscode.SecretStorage) {
    this.#storage = storage;
  }

  /** Origins that something is kept for; never what. */
  async origins(): Promise<string[]> {
    const keys = await this.#storage.keys();
    return keys.flatMap((key) => (key.startsWith(PREFIX) ? [key.slice(PREFIX.length)] : [])).sort();
  }

  get(origin: string): Thenable<string | undefined> {
    return this.#storage.get(PREFIX + origin);
  }

  store(origin: string, secret: string): Thenable<void> {
    return this.#storage.store(PREFIX + origin, secret);
  }

  delete(origin: string): Thenable<void> {
    return this.#storage.delete(PREFIX + origin);
  }
}
