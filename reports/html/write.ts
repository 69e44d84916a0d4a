/**
 * Makes the HTML report of a result.
 *
 * The components name their JSX runtime themselves: tsx goes by the tsconfig of the working directory, which may be anybody's.
 */
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import type { Result } from '../../harness/result.ts';
import type { Detail } from '../counterexample/subject.ts';
import { compare } from '../comparison/compare.ts';
import { type Bundle, type LiveBundle, readBundle, readLive } from './bundle.ts';
import { encodeChunk } from './chunks/encode.ts';
import { documentOf } from './document.ts';
import { indexOf, type Opened } from './page-data.ts';
import { Report } from './report.tsx';
import { headline } from '../model/headline.ts';
import type { Alternatives } from '../model/alternative.ts';
import { type FailurePage, failurePagesOf } from '../model/failure-page.ts';
import { summarise } from '../model/summary.ts';
import { baselineView } from './views/baseline/baseline.tsx';
import { staticSteps } from './views/steps/static-steps.tsx';

/** Packed traces beyond this are left out, the failures that matter most kept first, and the page says so. */
const TRACES_BYTES_MAX = 10_000_000;

/** Beyond this, traces come without the same schedule under other strategies. */
const ALTERNATIVES_BYTES_MAX = 4_000_000;

export interface HtmlOptions {
  /** The browser's half; read from where `npm run build` puts it when left out. */
  readonly bundle?: Bundle;
  /** The engine that is opened from a counterexample. Null: none. Left out: the one that belongs to the bundle which is read. */
  readonly live?: LiveBundle | null;
  /** An earlier result, to show what has changed since. */
  readonly baseline?: Result | null;
  /** The same schedules under other strategies; see `cli/side-by-side`. */
  readonly alternatives?: Alternatives;
}

type Details = ReadonlyMap<string, Detail>;

/**
 * One self-contained file: offline, readable without JavaScript, the same bytes for the same result.
 */
export async function renderHtml(result: Result, options: HtmlOptions = {}): Promise<string> {
  const { bundle, baseline = null, alternatives } = options;
  const { summary: whole, details } = summarise(result, alternatives);
  const pages = failurePagesOf(whole);
  const chunks = packDetails(pages, details);
  const summary = { ...whole, tracesLeftOut: whole.failures.length - chunks.size };
  const Baseline = baseline === null ? null : baselineView(compare(baseline, result), summary);
  const body = render(h(Report, { summary, pages, Steps: staticSteps(whole.failures, details), Baseline }));
  const title = `${headline(summary)} · Stalemate`;
  return documentOf({
    title,
    body,
    index: indexOf(summary, pages),
    chunks,
    bundle: bundle ?? (await readBundle()),
    live: hasRecording(chunks, details) ? await liveOf(options) : null,
  });
}

/** Without a recording there is nothing that could be run again. */
function hasRecording(chunks: ReadonlyMap<string, string>, details: Details): boolean {
  return [...chunks.keys()].some((id) => details.get(id)!.recording !== undefined);
}

async function liveOf({ live, bundle }: HtmlOptions): Promise<LiveBundle | null> {
  if (live !== undefined) return live;
  return bundle === undefined ? readLive() : null;
}

function packDetails(pages: readonly FailurePage[], details: Details): ReadonlyMap<string, string> {
  const chunks = new Map<string, string>();
  let bytes = 0;
  for (const page of pages) {
    const chunk = pack({ page, ...details.get(page.id)! }, ALTERNATIVES_BYTES_MAX - bytes);
    bytes += chunk.length;
    if (bytes > TRACES_BYTES_MAX) break;
    chunks.set(page.id, chunk);
  }
  return chunks;
}

function pack(opened: Opened, roomBytes: number): string {
  const chunk = encodeChunk(opened);
  if (chunk.length <= roomBytes || opened.alternatives === undefined) return chunk;
  const { alternatives: _, ...alone } = opened;
  return encodeChunk(alone);
}
