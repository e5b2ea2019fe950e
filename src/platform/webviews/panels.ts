import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { distOf, page } from './page.ts';

export interface PanelKind {
  readonly viewType: string;
  /** Name of the bundle in dist/webview. */
  readonly bundle: string;
  /** File in media/, themed as `<icon>-light.svg` and `<icon>-dark.svg`. */
  readonly icon: string;
}

/** Opens, fills and restores webview panels of one kind. State lives in the view's `setState`; a hidden view is dropped. */
export class Panels {
  readonly #extensionUri: vscode.Uri;
  readonly #kind: PanelKind;

  constructor(extensionUri: vscode.Uri, kind: PanelKind) {
    this.#extensionUri = extensionUri;
    this.#kind = kind;
  }

  open(title: string): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      this.#kind.viewType,
      title,
      vscode.ViewColumn.Active,
      this.#options(),
    );
    return this.#dress(panel);
  }

  /** Fills the frame of a panel; call it once what serves the page is listening. */
  load(panel: vscode.WebviewPanel): void {
    panel.webview.html = page(panel.webview, {
      extensionUri: this.#extensionUri,
      bundle: this.#kind.bundle,
      title: panel.title,
    });
  }

  /** Hands over panels that VS Code brings back after a restart, with the state that the view kept. */
  onRestore(restore: (panel: vscode.WebviewPanel, state: unknown) => void): Disposable {
    return vscode.window.registerWebviewPanelSerializer(this.#kind.viewType, {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        panel.webview.options = this.#options();
        restore(this.#dress(panel), state);
      },
    });
  }

  #options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [distOf(this.#extensionUri)] };
  }

  #dress(panel: vscode.WebviewPanel): vscode.WebviewPanel {
    const icon = (theme: string) => vscode.Uri.joinPath(this.#extensionUri, 'media', `${this.#kind.icon}-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    return panel;
  }
}
