/** Texts and lines of the picture. Nothing can be measured here: a character is taken to be as wide as it usually is. */
import { element, xmlText } from '../../xml/escape.ts';
import { cut, oneLine, wrap } from '../one-line.ts';

export const FONTS = {
  prose: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  code: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
} as const;

/** Of a monospaced font of 12 px, and of prose of 13 px. */
const CODE_WIDTH = 7.3;
const PROSE_WIDTH = 6.8;

export function text(
  x: number,
  y: number,
  words: string,
  attributes: Readonly<Record<string, string | number>> = {},
): string {
  return element('text', { x, y, 'xml:space': 'preserve', ...attributes }, xmlText(oneLine(words)));
}

/** Code that stays within a width. */
export function fitted(words: string, width: number): string {
  return cut(oneLine(words), Math.max(4, Math.floor(width / CODE_WIDTH)));
}

/** Prose in lines of about that width. */
export function wrapped(prose: string, width: number): readonly string[] {
  return wrap(oneLine(prose), Math.max(20, Math.floor(width / PROSE_WIDTH)));
}

export function line(x1: number, y1: number, x2: number, y2: number, stroke: string): string {
  return element('line', { x1, y1, x2, y2, stroke });
}
