/** @jsxRuntime automatic @jsxImportSource preact */
/** Which strategy breaks where? */
import { cellText, type Tone, TONE_WORDS, TONES } from '../../../model/cell.ts';
import type { Cell, Summary } from '../../../model/summary.ts';
import { failureHref } from '../../route.ts';

const TONE_MARKS: Readonly<Record<Tone, string>> = { fail: '✕', found: '◐', never: '✓', unseen: '○', unknown: '?' };

export function Matrix({ summary }: { readonly summary: Summary }) {
  const scenarios = [...new Map(summary.cells.map((cell) => [cell.scenario, cell.title]))];
  const strategies = [...new Map(summary.cells.map((cell) => [cell.strategy, cell.strategyTitle]))];
  return (
    <section id="/matrix" aria-labelledby="matrix-title">
      <h2 id="matrix-title">Strategy × scenario</h2>
      <div class="matrix-scroll" tabIndex={0} role="region" aria-labelledby="matrix-title">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">
                <span class="visually-hidden">Strategy</span>
              </th>
              {scenarios.map(([scenario, title]) => (
                <th scope="col" title={title}>
                  {scenario}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {strategies.map(([strategy, title]) => (
              <tr>
                <th scope="row">
                  {strategy}
                  <span class="subtitle">{title}</span>
                </th>
                {scenarios.map(([scenario]) => (
                  <MatrixCell
                    cells={summary.cells.filter((cell) => cell.strategy === strategy && cell.scenario === scenario)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Legend cells={summary.cells} />
    </section>
  );
}

/** Usually one cell; two files may hold scenarios of one name. */
function MatrixCell({ cells }: { readonly cells: readonly Cell[] }) {
  if (cells.length === 0) return <td class="tone-absent">not run</td>;
  const texts = cells.map(cellText);
  const tone = TONES.find((each) => texts.some((text) => text.tone === each)) ?? 'unknown';
  return (
    <td class={`tone-${tone}`}>
      <span class="mark" aria-hidden="true">
        {TONE_MARKS[tone]}
      </span>
      {texts.flatMap(({ lines, notes }) => [
        ...lines.map(({ anomaly, text, failure }) => (
          <span class="line">
            {failure === null ? text : <a href={failureHref(failure)}>{text}</a>}
            {anomaly !== null && <span class="anomaly">{anomaly}</span>}
          </span>
        )),
        ...notes.map((note) => <span class="note">{note}</span>),
      ])}
    </td>
  );
}

/** Only the tones that occur. */
function Legend({ cells }: { readonly cells: readonly Cell[] }) {
  const used = new Set(cells.map((cell) => cellText(cell).tone));
  return (
    <ul class="legend">
      {TONES.filter((tone) => used.has(tone)).map((tone) => (
        <li>
          <span class={`swatch tone-${tone}`} aria-hidden="true">
            {TONE_MARKS[tone]}
          </span>
          {TONE_WORDS[tone]}
        </li>
      ))}
    </ul>
  );
}
