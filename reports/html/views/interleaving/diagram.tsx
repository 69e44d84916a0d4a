/** @jsxRuntime automatic @jsxImportSource preact */
/** The lanes: an HTML table for what is read, and an SVG over it for what is drawn. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Trace } from '../../../../harness/result.ts';
import { type Column, columnsOf, widthOf } from '../../geometry/columns.ts';
import { hasMargin, marginOf, type TurningPoints } from '../../geometry/margin.ts';
import { marksOf } from '../../geometry/marks.ts';
import { heightOf, type Row, rowsOf, rowsWithin } from '../../geometry/rows.ts';
import { useViewport } from '../../hooks/use-viewport.ts';
import { Chip } from '../chip/chip.tsx';
import { absentText, placeName } from '../../../model/place-name.ts';
import { valueAt } from '../../../model/state.ts';
import { LaneRow } from './lane-row.tsx';
import { Overlay } from './overlay.tsx';
import { rem } from './rem.ts';

/** Longer traces draw only what can be seen. */
const ROWS_DRAWN_MAX = 300;
/** Drawn beyond the visible part, so that scrolling shows no gaps. */
const MARGIN_PX = 800;
const HEAD_HEIGHT = 60;

export interface DiagramProps {
  readonly trace: Trace;
  readonly failure: string;
  readonly keys: readonly string[];
  /** Names of lanes and stores that are not shown. */
  readonly hidden?: ReadonlySet<string>;
  readonly turning?: TurningPoints;
  readonly current: number;
  readonly onStep: (step: number) => void;
}

const NOTHING_HIDDEN: ReadonlySet<string> = new Set();
const NOTHING_KNOWN: TurningPoints = { flips: [], pointOfNoReturn: null };

export function Diagram(props: DiagramProps) {
  const { trace, failure, keys, hidden = NOTHING_HIDDEN, turning = NOTHING_KNOWN, current, onStep } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const viewport = useViewport(scroller);
  const keyList = keys.join('\n');
  const columns = useMemo(
    () => columnsOf(trace, keyList.split('\n'), { roomWidth: viewport.width, hasMargin: hasMargin(turning), hidden }),
    [trace, keyList, viewport.width, turning, hidden],
  );
  const rows = useMemo(() => rowsOf(trace), [trace]);
  const marks = useMemo(() => marksOf(trace, columns, rows), [trace, columns, rows]);
  const margin = useMemo(() => marginOf(turning, rows), [turning, rows]);
  const height = heightOf(rows);
  const isLong = rows.length > ROWS_DRAWN_MAX;
  const span = isLong
    ? ([viewport.top - MARGIN_PX, viewport.top + viewport.height + MARGIN_PX] as const)
    : ([0, height] as const);
  const [from, to] = rowsWithin(rows, ...span);
  const drawn = rows.slice(from, to);
  useFollow(scroller, rows[current - 1]);
  return (
    <div class="diagram" ref={scroller} tabIndex={0} role="region" aria-label="Interleaving, time downwards">
      <div class="canvas" style={{ width: rem(widthOf(columns)) }}>
        <table class="lanes" aria-rowcount={rows.length + 1}>
          <caption class="visually-hidden">
            One row for each step. Columns: the actors, then the stores after the step
          </caption>
          <colgroup>
            {columns.map((column) => (
              <col style={{ width: rem(column.width) }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1} style={{ height: rem(HEAD_HEIGHT) }}>
              {columns.map((column, index) => (
                <Head trace={trace} column={column} isFirstStore={columns[index - 1]?.kind !== 'store'} />
              ))}
            </tr>
          </thead>
          <tbody>
            <Spacer height={drawn[0]?.top ?? 0} />
            {drawn.map((row) => (
              <LaneRow key={row.step.number} {...{ trace, failure, columns, row, turning, current, onStep }} />
            ))}
            <Spacer height={height - bottomOf(drawn)} />
          </tbody>
        </table>
        <Overlay {...{ marks, margin, current, height, span }} width={widthOf(columns)} top={HEAD_HEIGHT} />
      </div>
    </div>
  );
}

function Head({
  trace,
  column,
  isFirstStore,
}: {
  readonly trace: Trace;
  readonly column: Column;
  readonly isFirstStore: boolean;
}) {
  if (column.kind === 'number')
    return (
      <th scope="col" class="aside">
        #
      </th>
    );
  if (column.kind === 'margin')
    return (
      <th scope="col" class="margin-head" title="How many of the completions after each step show the anomaly">
        certainty
      </th>
    );
  if (column.kind === 'time')
    return (
      <th scope="col" class="aside">
        time
      </th>
    );
  if (column.kind === 'lane') return <th scope="col">{column.lane}</th>;
  const { place } = column;
  return (
    <th scope="col" class={`store ${isFirstStore ? 'first-store' : ''}`}>
      {placeName(place)} <code>{place.key}</code>
      <span class="starts">
        at first{' '}
        <Chip
          trace={trace}
          keyName={place.key}
          value={valueAt(trace.initial, place)}
          absent={absentText(place)}
          quiet
        />
      </span>
    </th>
  );
}

function Spacer({ height }: { readonly height: number }) {
  return height <= 0 ? null : <tr class="spacer" aria-hidden="true" style={{ height: rem(height) }} />;
}

function bottomOf(rows: readonly Row[]): number {
  const last = rows[rows.length - 1];
  return last === undefined ? 0 : last.top + last.height;
}

/** Keeps the current row in sight, without moving the page. */
function useFollow(scroller: { readonly current: HTMLElement | null }, row: Row | undefined): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null || row === undefined) return;
    const visible = element.clientHeight - HEAD_HEIGHT;
    if (row.top < element.scrollTop) element.scrollTop = row.top;
    else if (row.top + row.height > element.scrollTop + visible) element.scrollTop = row.top + row.height - visible;
  }, [scroller, row]);
}
