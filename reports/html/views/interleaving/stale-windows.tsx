/** @jsxRuntime automatic @jsxImportSource preact */
/** The stale windows in words: what opened each, and what closed it. */
import type { Trace } from '../../../../harness/result.ts';
import { failureHref } from '../../route.ts';
import { windowStoreName } from '../../../model/place-name.ts';

export function StaleWindows({ trace, failure }: { readonly trace: Trace; readonly failure: string }) {
  if (trace.staleWindows.length === 0) return null;
  const link = (step: number) => <a href={failureHref(failure, step)}>step {step}</a>;
  return (
    <section class="stale-windows">
      <h2>Stale windows</h2>
      <ul>
        {trace.staleWindows.map(({ store, key, from, to, opens, closes }) => (
          <li>
            <span class="swatch hatched" aria-hidden="true" />
            <code>{key}</code> in {windowStoreName(store)}: opens at {link(from)} ({opens}),{' '}
            {to === null ? (
              'never closes in this run'
            ) : (
              <>
                closes at {link(to)}
                {closes !== null && ` (${closes})`}
              </>
            )}
            .
          </li>
        ))}
      </ul>
    </section>
  );
}
