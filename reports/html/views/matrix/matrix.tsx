/** @jsxRuntime automatic @jsxImportSource preact */
/** Which strategy breaks where? */
import { cellText, type Tone, TONE_WORDS, TONES } from '../../../model/cell.ts';
import { HEAT_BOUNDS, heatOf } from '../../../model/heat.ts';
import { type MatrixGroup, matrixPartsOf } from '../../../model/matrix.ts';
import type { Cell, Summary } from '../../../model/summary.ts';
import { percent } from '../../../model/wording.ts';
import { failureHref } from '../../route.ts';
import { aboutCells } from '../../filter/about.ts';

const TONE_MARKS: Readonly<Record<Tone, string>> = { fail: '✕', found: '◐', never: '✓', unseen: '○', unknown: '?' };

export function Matrix({ summary: { cells } }: { readonly summary: Summary }) {
  const { groups, rest } = matrixPartsOf(cells);
  return (
    <section id="/matrix" aria-labelledby="matrix-title">
      <h2 id="matrix-title">Strategy × scenario</h2>
      {groups.map((group, index) => (
        <div class="matrix-scroll" tabIndex={0} role="region" aria-label={`Strategy × scenario, table ${index + 1}`}>
          <Table {...{ group, cells }} />
        </div>
      ))}
      {rest.length > 0 && <List cells={rest} />}
      <Legend cells={cells} />
    </section>
  );
}

function Table({
  group: { scenarios, strategies },
  cells,
}: {
  readonly group: MatrixGroup;
  readonly cells: readonly Cell[];
}) {
  return (
    <table class="matrix">
      <thead>
        <tr>
          <th scope="col">
            <span class="visually-hidden">Strategy</span>
          </th>
          {scenarios.map(({ name, title }) => (
            <th scope="col">
              {name}
              <span class="subtitle">{title}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {strategies.map(({ name, title }) => (
          <tr>
            <th scope="row">
              {name}
              <span class="subtitle">{title}</span>
            </th>
            {scenarios.map((scenario) => (
              <MatrixCell cells={cells.filter((cell) => cell.strategy === name && cell.scenario === scenario.name)} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Scenarios whose strategies are tried nowhere else. */
function List({ cells }: { readonly cells: readonly Cell[] }) {
  const scenarios = [...new Set(cells.map(({ scenario }) => scenario))];
  return (
    <>
      <h3>Scenarios with strategies of their own</h3>
      <div class="matrix-scroll" tabIndex={0} role="region" aria-label="Scenarios with strategies of their own">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">Strategy</th>
              <th scope="col">Result</th>
            </tr>
          </thead>
          {scenarios.map((scenario) => (
            <Rows cells={cells.filter((cell) => cell.scenario === scenario)} />
          ))}
        </table>
      </div>
    </>
  );
}

function Rows({ cells }: { readonly cells: readonly Cell[] }) {
  return (
    <tbody>
      <tr>
        <th colSpan={2} scope="rowgroup">
          {cells[0]?.scenario}
          <span class="subtitle">{cells[0]?.title}</span>
        </th>
      </tr>
      {cells.map((cell) => (
        <tr>
          <th scope="row">{cell.strategy}</th>
          <MatrixCell cells={[cell]} />
        </tr>
      ))}
    </tbody>
  );
}

/** Usually one cell; two files may hold scenarios of one name. */
function MatrixCell({ cells }: { readonly cells: readonly Cell[] }) {
  if (cells.length === 0) return <td class="tone-absent">not run</td>;
  const texts = cells.map(cellText);
  const tone = TONES.find((each) => texts.some((text) => text.tone === each)) ?? 'unknown';
  const heat = cells.length === 1 ? heatOf(cells[0]!) : null;
  return (
    <td class={`tone-${tone}${heat === null ? '' : ` heat-${heat}`}`} data-about={aboutCells(cells)}>
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

/** Only what occurs. */
function Legend({ cells }: { readonly cells: readonly Cell[] }) {
  const used = new Set(cells.map((cell) => cellText(cell).tone));
  const isShaded = cells.some((cell) => heatOf(cell) !== null);
  return (
    <>
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
      {isShaded && (
        <ul class="legend">
          <li>Sampled, by the upper end of the interval:</li>
          {[...HEAT_BOUNDS, null].map((end, index) => (
            <li>
              <span class={`swatch heat-${index + 1}`} aria-hidden="true" />
              {end === null ? 'more' : `≤ ${percent(end)}`}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
