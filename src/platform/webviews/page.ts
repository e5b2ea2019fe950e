import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export interface PageOptions {
  readonly extensionUri: vscode.Uri;
  /** Name of the bundle in dist/webview. */
  readonly bundle: string;
  readonly title: string;
}

/** The page of a view: one script, its styles, and a policy that allows nothing else; no network, no inline script, no eval. */
export function page(webview: vscode.Webview, { extensionUri, bundle, title }: PageOptions): string {
  const nonce = randomBytes(16).toString('base64');
  const asset = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(distOf(extensionUri), name)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data: blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeAttribute(title)}</title>
<link rel="stylesheet" href="${asset('webview/codicon.css')}">
<link rel="stylesheet" href="${asset(`webview/${bundle}.css`)}">
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" type="module" src="${asset(`webview/${bundle}.js`)}"></script>
</body>
</html>`;
}

export function distOf(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist');
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
