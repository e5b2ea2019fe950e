import * as vscode from 'vscode';
import type { CommandArgs, CommandId } from '../../../manifest.ts';
import type { IconLook } from '../collect/runLook.ts';

export function plain(label: string, icon: string, colour?: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.iconPath = themeIcon({ icon, colour });
  return item;
}

export function act<K extends CommandId>(item: vscode.TreeItem, command: K, ...args: CommandArgs<K>): vscode.TreeItem {
  item.command = { command, title: '', arguments: args };
  return item;
}

export function themeIcon({ icon, colour }: IconLook): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

/** Markdown in which nothing acts that the escaping left: neither trusted, nor with HTML or icons. */
export function markdown(text: string): vscode.MarkdownString {
  const value = new vscode.MarkdownString(text, false);
  value.isTrusted = false;
  value.supportHtml = false;
  return value;
}
