/**
 * Makes the HTML report of a result.
 *
 * The components name their JSX runtime themselves: tsx goes by the tsconfig of the working directory, which may be anybody's.
 */
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import type { Result, Trace } from '../../harness/result.ts';
import { App } from './app.tsx';
import { type Bundle, readBundle } from './bundle.ts';
import { encodeChunk } from './chunks/encode.ts';
import { documentOf } from './document.ts';
import { headline } from '../model/headline.ts';
import { type Failure, summarise } from '../model/summary.ts';
import { staticSteps } from './views/steps/static-steps.tsx';

/** Packed traces beyond this are left out, the failures that matter most kept first, and the page says so. */
const TRACES_BYTES_MAX = 10_000_000;

type Traces = ReadonlyMap<string, Trace>;

/**
 * One self-contained file: offline, readable without JavaScript, the same bytes for the same result.
 *
 * @param bundle the browser's half; read from where `npm run build` puts it when left out.
 */
export async function renderHtml(result: Result, bundle?: Bundle): Promise<string> {
  const { summary: whole, traces } = summarise(result);
  const chunks = packTraces(whole.failures, traces);
  const summary = { ...whole, tracesLeftOut: whole.failures.length - chunks.size };
  const body = render(h(App, { summary, openTrace: null, Steps: staticSteps(whole.failures, traces) }));
  const title = `${headline(summary)} · Stalemate`;
  return documentOf({ title, body, summary, chunks, bundle: bundle ?? (await readBundle()) });
}

function packTraces(failures: readonly Failure[], traces: Traces): ReadonlyMap<string, string> {
  const chunks = new Map<string, string>();
  let bytes = 0;
  for (const { id } of failures) {
    const chunk = encodeChunk(traces.get(id));
    bytes += chunk.length;
    if (bytes > TRACES_BYTES_MAX) break;
    chunks.set(id, chunk);
  }
  return chunks;
}
