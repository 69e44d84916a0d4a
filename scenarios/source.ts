/**
 * The text of a scenario file as a value, and back from a path in that value to a line and column.
 *
 * YAML 1.2. Anchors and aliases are allowed (their number is bounded); merge keys, tags, several documents and
 * YAML 1.1 (where `no` is false and `1:30` is ninety) are not. JSON is YAML, so a JSON file works as it is.
 */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';
import type { Path } from './problem.ts';
import { findSyntaxProblems, type SyntaxProblem } from './syntax.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Source {
  readonly value: unknown;
  /** Where the node of a path stands; where its nearest existing parent stands when the path leads nowhere. */
  locate(path: Path, on: 'key' | 'value'): Position;
  /** How the node is written in the file: `0x10` for the number 16. */
  textOf(path: Path): string;
}

export interface ParsedSource {
  /** Null when the text is so broken that its structure is not known. */
  readonly source: Source | null;
  readonly problems: readonly (Position & { readonly message: string; readonly fix: string })[];
}

const ALIASES_MAX = 100;

export function parseSource(textWithMark: string): ParsedSource {
  const text = textWithMark.replace(/^\uFEFF/, '');
  const lines = lineCounterOf(text);
  // uniqueKeys: `syntax.ts` looks for them itself, in linear time and with their names.
  // stringKeys: `1: x` has the key "1", and a list or mapping as a key is an error rather than a surprise.
  const parsed = parseAllDocuments(text, {
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    version: '1.2',
  });
  const documents: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
  const problems = findSyntaxProblems(documents);
  const document = documents[0];
  const value = document && !problems.some((problem) => problem.isFatal) ? toValue(document, problems) : undefined;
  return {
    source: value === undefined || !document ? null : makeSource(text, lines, document, value),
    problems: problems.map(({ offset, message, fix }) => ({ ...positionOf(lines, offset), message, fix })),
  };
}

/** Filled here rather than by the parser, which loses count where the text is not YAML. */
function lineCounterOf(text: string): LineCounter {
  const lines = new LineCounter();
  let start = 0;
  for (const line of text.split('\n')) {
    lines.addNewLine(start);
    start += line.length + 1;
  }
  return lines;
}

function toValue(document: Document.Parsed, problems: SyntaxProblem[]): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (error) {
    // Known ways to get here: aliases that multiply ("billion laughs"), and nesting that exhausts the stack.
    const message = error instanceof Error ? error.message : String(error);
    problems.push({
      offset: 0,
      message: `found a structure that cannot be expanded (${message}), expected a plain scenario`,
      fix: 'write the repeated parts out instead of using aliases',
      isFatal: true,
    });
    return undefined;
  }
}

function makeSource(text: string, lines: LineCounter, document: Document.Parsed, value: unknown): Source {
  const pairsOf = new WeakMap<YAMLMap, Map<unknown, Pair>>();
  const child = (node: Node | null, part: string | number): { key: Node | null; node: Node | null } | null => {
    const parent = isAlias(node) ? node.resolve(document) : node;
    if (isSeq(parent)) {
      const item: unknown = typeof part === 'number' ? parent.items[part] : undefined;
      return isNode(item) ? { key: null, node: item } : null;
    }
    if (!isMap(parent)) return null;
    const pairs =
      pairsOf.get(parent) ?? new Map(parent.items.map((pair) => [isScalar(pair.key) && pair.key.value, pair]));
    pairsOf.set(parent, pairs);
    const pair = pairs.get(part);
    return pair ? { key: isNode(pair.key) ? pair.key : null, node: isNode(pair.value) ? pair.value : null } : null;
  };
  /** Follows the path as far as it leads. Where it leads nowhere, the key of the parent stands for it. */
  const walk = (path: Path): { key: Node | null; node: Node | null } => {
    let place: { key: Node | null; node: Node | null } = { key: null, node: document.contents };
    for (const part of path) {
      const next = child(place.node, part);
      if (!next) return { key: place.key, node: place.key ?? place.node };
      place = next;
    }
    return place;
  };
  return {
    value,
    locate(path, on) {
      const { key, node } = walk(path);
      const target = on === 'key' || isEmpty(node) ? (key ?? node) : node;
      return positionOf(lines, target?.range?.[0] ?? 0);
    },
    textOf(path) {
      const range = walk(path).node?.range;
      return range ? text.slice(range[0], range[1]) : '';
    },
  };
}

/** `steps:` with nothing behind it: its position is somewhere in the white space, so the key is the better place. */
function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.source === '' && node.value === null);
}

function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
