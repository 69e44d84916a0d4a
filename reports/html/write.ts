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
import { type Bundle, bytesOfLive, type LiveBundle, readBundle, readLive } from './bundle.ts';
import { encodeChunk } from './chunks/encode.ts';
import { documentOf } from './document.ts';
import { indexOf, type Opened } from './page-data.ts';
import { Report } from './report.tsx';
import { headline } from '../model/headline.ts';
import type { Alternatives } from '../model/alternative.ts';
import { footText } from './foot.ts';
import { inOrderOfKeeping } from './keep.ts';
import { type FailurePage, failurePagesOf } from '../model/failure-page.ts';
import { type Summary, summarise } from '../model/summary.ts';
import { baselineView } from './views/baseline/baseline.tsx';
import { staticSteps } from './views/steps/static-steps.tsx';

/** Traces that would make the file larger are left out, and the page says so. */
const FILE_BYTES_MAX = 10_000_000;

/** When traces take more than this of it, they come without the same schedule under other strategies. */
const ALTERNATIVES_SHARE_MAX = 0.4;

export interface HtmlOptions {
  /** The browser's half; read from where `npm run build` puts it when left out. */
  readonly bundle?: Bundle;
  /** The engine that is opened from a counterexample. Null: none. Left out: the one that belongs to the bundle which is read. */
  readonly live?: LiveBundle | null;
  /** An earlier result, to show what has changed since. */
  readonly baseline?: Result | null;
  /** The same schedules under other strategies; see `cli/side-by-side`. */
  readonly alternatives?: Alternatives;
  /** How large the file may become for the sake of traces. What can be read without them is never left out. */
  readonly bytesMax?: number;
}

/**
 * One self-contained file: offline, readable without JavaScript, the same bytes for the same result.
 */
export async function renderHtml(result: Result, options: HtmlOptions = {}): Promise<string> {
  const { baseline = null, alternatives, bytesMax = FILE_BYTES_MAX } = options;
  const bundle = options.bundle ?? (await readBundle());
  const { summary: whole, details } = summarise(result, alternatives);
  const pages = failurePagesOf(whole);
  const live = await liveOf(details, options);
  const Steps = staticSteps(pages, details);
  const Baseline = baseline === null ? null : baselineView(compare(baseline, result), whole);
  const bodyOf = (summary: Summary): string => render(h(Report, { summary, pages, Steps, Baseline }));
  const body = bodyOf(whole);
  const index = indexOf(whole, pages);
  const bareBytes =
    body.length + JSON.stringify(index).length + bundle.js.length + bundle.css.length + bytesOfLive(live);
  const chunks = packDetails(pages, details, bytesMax - bareBytes);
  const tracesLeftOut = pages.length - chunks.size;
  return documentOf({
    title: `${headline(whole)} · Stalemate`,
    body: tracesLeftOut === 0 ? body : bodyOf({ ...whole, tracesLeftOut }),
    foot: footText({ pages, chunks, bareBytes, bytesMax }),
    index,
    chunks,
    bundle,
    live,
  });
}

/** Without a recording there is nothing that could be run again. */
async function liveOf(details: ReadonlyMap<string, Detail>, { live, bundle }: HtmlOptions): Promise<LiveBundle | null> {
  const isOfUse = [...details.values()].some(({ recording }) => recording !== undefined);
  if (!isOfUse || live === null || (live === undefined && bundle !== undefined)) return null;
  return live ?? readLive();
}

/** One after the other, until there is no room. */
function packDetails(
  pages: readonly FailurePage[],
  details: ReadonlyMap<string, Detail>,
  roomBytes: number,
): ReadonlyMap<string, string> {
  const chunks = new Map<string, string>();
  let bytes = 0;
  for (const page of inOrderOfKeeping(pages)) {
    const chunk = pack({ page, ...details.get(page.id)! }, roomBytes * ALTERNATIVES_SHARE_MAX - bytes);
    if (bytes + chunk.length > roomBytes) continue;
    bytes += chunk.length;
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
