import type * as vscode from 'vscode';

/** One value kept by VS Code over a restart, for this workspace. */
export class WorkspaceState {
  readonly #memento: vscode.Memento;
  readonly #key: string;

  constructor(memento: vscode.Memento, key: string) {
    this.#memento = memento;
    this.#key = key;
  }

  /** Whatever was kept, by any version: the reader decodes. */
  load(): unknown {
    return this.#memento.get(this.#key);
  }

  save(value: unknown): void {
    // A window that closes may refuse; what is lost is an arrangement, and nobody is left to be told.
    void this.#memento.update(this.#key, value).then(undefined, () => {});
  }
}
