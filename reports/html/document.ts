/** The page around the report: head, policy, data and script. */
import { createHash } from 'node:crypto';
import type { Bundle, LiveBundle } from './bundle.ts';
import { chunkId } from './chunks/chunk-id.ts';
import { LIVE_PLACES, PLACES } from './places.ts';

export interface DocumentParts {
  readonly title: string;
  /** HTML of the report. */
  readonly body: string;
  /** A line of text below it. */
  readonly foot: string;
  /** JSON that the script reads at once. */
  readonly index: unknown;
  /** By id; decoded when opened. */
  readonly chunks: ReadonlyMap<string, string>;
  readonly bundle: Bundle;
  /** Null: without. */
  readonly live?: LiveBundle | null;
}

/** One self-contained file: nothing is loaded, and only the script and the style sheet in it may run. */
export function documentOf({ title, body, foot, index, chunks, bundle, live = null }: DocumentParts): string {
  const js = bundle.js.trim();
  const css = bundle.css.trim();
  if (/<\/script|<!--/i.test(js) || /<\/style/i.test(css)) throw new Error('The bundle would end its own element.');
  const parts = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policyOf(js, css, live)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="generator" content="Stalemate">',
    `<title>${escapeHtml(title)}</title>`,
    '<link rel="icon" href="data:,">',
    `<style>${css}</style>`,
    '</head>',
    '<body>',
    `<div id="report">${body}</div>`,
    `<footer class="foot">${escapeHtml(foot)}</footer>`,
    `<script type="application/json" id="${PLACES.index}">${escapeJson(index)}</script>`,
  ];
  for (const [id, chunk] of chunks) {
    parts.push(packedElement(chunkId(id), chunk));
  }
  if (live !== null) {
    parts.push(packedElement(LIVE_PLACES.script, live.packedScript), packedElement(LIVE_PLACES.lua, live.packedLua));
  }
  parts.push(`<script>${js}</script>`, '</body>', '</html>', '');
  return parts.join('\n');
}

function packedElement(id: string, packed: string): string {
  return `<script type="application/gzip;base64" id="${id}">${packed}</script>`;
}

/** The live engine is a second script with a hash of its own, which runs in a worker made of it, and there loads WebAssembly. */
function policyOf(js: string, css: string, live: LiveBundle | null): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(js)}'${live === null ? '' : ` '${hashOf(live.script)}' 'wasm-unsafe-eval'`}`,
    ...(live === null ? [] : ['worker-src blob:']),
    `style-src '${hashOf(css)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** JSON that cannot end its element, whatever is in its strings. */
function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
