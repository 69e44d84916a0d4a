/** Forms in which a whole result can be written. The page of text for a terminal, HTML and GitHub's log are cases of their own. */
import type { Result } from '../harness/result.ts';
import { junitOf } from './junit/junit.ts';
import { markdownOf } from './markdown/markdown.ts';
import { ndjsonOf } from './ndjson/ndjson.ts';
import { sarifOf } from './sarif/sarif.ts';

export const documents = {
  json: (result) => `${JSON.stringify(result, null, 2)}\n`,
  ndjson: ndjsonOf,
  junit: junitOf,
  sarif: sarifOf,
  markdown: (result) => markdownOf(result),
} satisfies Record<string, (result: Result) => string>;

export type DocumentName = keyof typeof documents;
