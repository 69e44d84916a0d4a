/** What can be wrong with a file before anyone asks what it means: YAML that does not parse, or that we do not want. */
import { type Document, isScalar, visit, type YAMLError } from 'yaml';
import { quoted, uncapitalised } from './words.ts';

export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
  readonly fix: string;
  /** The structure of the document is not known, so that nothing else can be said about it. */
  readonly isFatal: boolean;
}

export function findSyntaxProblems(documents: readonly Document.Parsed[]): SyntaxProblem[] {
  const [document, second] = documents;
  if (!document || document.contents === null || isNull(document.contents)) return [...ownErrors(document), EMPTY_FILE];
  const problems = documents.flatMap(ownErrors);
  if (second) problems.push({ ...SECOND_DOCUMENT, offset: second.contents?.range[0] ?? second.range[0] });
  return withoutCascades([...problems, ...unwantedNodes(document)]);
}

const EMPTY_FILE: SyntaxProblem = {
  offset: 0,
  message: 'found an empty file, expected a scenario',
  fix: 'start with `version: 1`, or let `stalemate init` write an example',
  isFatal: true,
};

const SECOND_DOCUMENT: SyntaxProblem = {
  offset: 0,
  message: 'found a second YAML document, expected one scenario per file',
  fix: 'move what stands below `---` into a file of its own',
  isFatal: true,
};

type Words = Pick<SyntaxProblem, 'message' | 'fix'>;

/** The parser's errors that need other words than the parser's own. */
const WORDS: Partial<Record<YAMLError['code'], Words>> = {
  TAB_AS_INDENT: { message: 'found a tab, expected spaces as indentation', fix: 'replace the tab by spaces' },
  NON_STRING_KEY: {
    message: 'found a list or a mapping as a key, expected a text',
    fix: 'write the key as a plain text, and quote it when it begins with `[`, `{` or `*`',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'found a second `key: value` inside a value, expected one per line',
    fix: 'check the indentation of this line, or quote the value when it contains `: `',
  },
  BLOCK_IN_FLOW: {
    message: 'found `key: value` inside a value in brackets, expected a single value',
    fix: 'quote a text that contains `: `',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'found a key that runs over several lines, expected `key: value` on one line',
    fix: 'check the indentation of this line',
  },
  TAG_RESOLVE_FAILED: { message: 'found a YAML tag, expected plain YAML', fix: 'remove the word that begins with `!`' },
  RESOURCE_EXHAUSTION: {
    message: 'found lists or mappings nested too deeply to read, expected a scenario',
    fix: 'close the brackets that are left open',
  },
};

function isNull(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

function ownErrors(document: Document.Parsed | undefined): SyntaxProblem[] {
  if (!document) return [];
  const found = [...document.errors, ...document.warnings].map((error) => ({
    // How deep the parser got depends on the stack of the machine; a message must not.
    offset: error.code === 'RESOURCE_EXHAUSTION' ? 0 : error.pos[0],
    ...(WORDS[error.code] ?? parserWords(error)),
    isFatal: error.code !== 'TAG_RESOLVE_FAILED',
  }));
  const version = document.directives.yaml;
  if (!version.explicit || version.version === '1.2') return found;
  return [
    ...found,
    {
      offset: 0,
      message: `found YAML ${version.version}, expected YAML 1.2`,
      fix: 'remove the line `%YAML`',
      isFatal: false,
    },
  ];
}

function parserWords(error: YAMLError): Words {
  return {
    message: `this is not valid YAML: ${uncapitalised(error.message)}`,
    fix: 'check quotes, brackets and indentation here and in the line above',
  };
}

/** Aliases that lead nowhere, keys that stand twice, and the key that is special to JavaScript objects. */
function unwantedNodes(document: Document.Parsed): SyntaxProblem[] {
  const found: SyntaxProblem[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return;
      const message = `found the alias ${quoted(`*${alias.source}`)}, but no anchor ${quoted(`&${alias.source}`)} stands before it`;
      const fix = 'define the anchor first, or quote the value when a plain text was meant';
      found.push({ offset: alias.range?.[0] ?? 0, message, fix, isFatal: true });
    },
    Map(_, map) {
      const keys = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const offset = key.range?.[0] ?? 0;
        if (keys.has(key.value)) {
          const message = `found the key ${quoted(String(key.value))} a second time in this mapping, expected it once`;
          found.push({ offset, message, fix: 'remove or rename one of the two', isFatal: false });
        }
        if (key.value === '__proto__') {
          const message = 'found the key `__proto__`, expected a key of a scenario';
          found.push({ offset, message, fix: 'remove it', isFatal: true });
        }
        keys.add(key.value);
      }
    },
  });
  return found;
}

/** One slip makes the parser complain several times in one place, and running out of stack at every open bracket. */
function withoutCascades(problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  const tooDeep = problems.find((problem) => problem.message === WORDS.RESOURCE_EXHAUSTION?.message);
  if (tooDeep) return [tooDeep];
  const offsets = new Set<number>();
  return problems.filter(({ offset }) => !offsets.has(offset) && offsets.add(offset)).slice(0, PROBLEMS_MAX);
}

const PROBLEMS_MAX = 50;
