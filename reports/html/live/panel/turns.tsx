/** @jsxRuntime automatic @jsxImportSource preact */
/** The order: what was chosen, and what else could have been. A turn can be dragged, or moved by the keyboard. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChoicePoint, Possibility, Tried, Turn } from '../engine/protocol.ts';
import { moved, scheduleWith } from './schedules.ts';

export interface TurnsProps {
  readonly tried: Tried;
  /** The step that is looked at, from 1. */
  readonly current: number;
  /** The first step that the run which was found does not have there. */
  readonly differsAt: number | null;
  readonly onStep: (step: number) => void;
  readonly onFollow: (schedule: readonly Turn[]) => void;
}

/** Of a longer order, the part around the step that is looked at. */
const SHOWN_MAX = 120;
/** More ways than this are unfolded one choice at a time. */
const OTHERS_SHOWN_MAX = 4;

export function Turns({ tried, current, differsAt, onStep, onFollow }: TurnsProps) {
  const { points, schedule } = tried;
  const [dragged, setDragged] = useState<number | null>(null);
  const [news, setNews] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const focusAt = useRef<number | null>(null);
  useEffect(() => {
    if (focusAt.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-turn="${focusAt.current}"]`)?.focus();
    focusAt.current = null;
  }, [tried]);
  const move = (from: number, to: number) => {
    const next = moved(schedule, from, to);
    const { actor = '' } = schedule[from] ?? {};
    setNews(next === null ? `${actor}'s steps keep their order: this one cannot move there.` : '');
    if (next === null) return;
    focusAt.current = next.indexOf(schedule[from]!);
    onFollow(next);
  };
  const at = points.findIndex(({ stepsBefore }) => stepsBefore >= current - 1);
  const start = points.length <= SHOWN_MAX ? 0 : Math.max(0, Math.min(at - SHOWN_MAX / 2, points.length - SHOWN_MAX));
  return (
    <section class="live-turns" aria-labelledby="live-turns-title">
      <h3 id="live-turns-title">The order</h3>
      <p class="hint">Drag a turn, or press Alt and ↑ or ↓ on it. Or choose what else could happen at that point.</p>
      {points.length > SHOWN_MAX && (
        <p class="hint">
          Turns {start + 1} to {Math.min(start + SHOWN_MAX, points.length)} of {points.length}, around the step on the
          right.
        </p>
      )}
      <ol ref={list} start={start + 1}>
        {points.slice(start, start + SHOWN_MAX).map((point, i) => (
          <TurnItem
            key={start + i}
            {...{ point, dragged, setDragged, move, onStep }}
            onChoose={(other) => onFollow(scheduleWith(schedule, start + i, other))}
            index={start + i}
            isCurrent={point.stepsBefore === current - 1}
            isFirstDifference={point.stepsBefore + 1 === differsAt}
            isLast={start + i === schedule.length - 1}
          />
        ))}
      </ol>
      <p role="status" class="hint">
        {news}
      </p>
    </section>
  );
}

interface TurnItemProps extends Pick<TurnsProps, 'onStep'> {
  readonly point: ChoicePoint;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly isFirstDifference: boolean;
  readonly isLast: boolean;
  readonly dragged: number | null;
  readonly setDragged: (index: number | null) => void;
  readonly move: (from: number, to: number) => void;
  readonly onChoose: (possibility: Possibility) => void;
}

function TurnItem(props: TurnItemProps) {
  const { point, index, isCurrent, isFirstDifference, isLast, dragged, setDragged, move, onStep, onChoose } = props;
  const taken = point.possibilities.find(({ isTaken }) => isTaken);
  const others = point.possibilities.filter(({ isTaken }) => !isTaken);
  if (taken === undefined) return null;
  const isEnd = taken.actor === '';
  const press = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    move(index, event.key === 'ArrowUp' ? index - 1 : index + 1);
  };
  return (
    <li
      class={`${isCurrent ? 'is-current' : ''} ${dragged !== null && dragged !== index ? 'is-target' : ''}`}
      draggable={!isEnd}
      onDragStart={(event) => {
        event.dataTransfer?.setData('text/plain', String(index));
        setDragged(index);
      }}
      onDragEnd={() => setDragged(null)}
      onDragOver={(event) => dragged !== null && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (dragged !== null && dragged !== index) move(dragged, index);
        setDragged(null);
      }}
    >
      <div class="turn">
        <button
          type="button"
          class="plain"
          data-turn={index}
          aria-keyshortcuts={isEnd ? undefined : 'Alt+ArrowUp Alt+ArrowDown'}
          onKeyDown={press}
          onClick={() => onStep(point.stepsBefore + 1)}
        >
          <Words {...taken} />
          {isFirstDifference && <span class="tag">first difference</span>}
        </button>
        {!isEnd && (
          <span class="movers">
            <button
              type="button"
              aria-label={`Turn ${index + 1} earlier`}
              disabled={index === 0}
              onClick={() => move(index, index - 1)}
            >
              ↑
            </button>
            <button
              type="button"
              aria-label={`Turn ${index + 1} later`}
              disabled={isLast}
              onClick={() => move(index, index + 1)}
            >
              ↓
            </button>
          </span>
        )}
      </div>
      {others.length > OTHERS_SHOWN_MAX ? (
        <details>
          <summary>{others.length} other ways</summary>
          <Others {...{ others, index, onChoose }} />
        </details>
      ) : (
        others.length > 0 && <Others {...{ others, index, onChoose }} />
      )}
    </li>
  );
}

interface OthersProps extends Pick<TurnItemProps, 'index' | 'onChoose'> {
  readonly others: readonly Possibility[];
}

function Others({ others, index, onChoose }: OthersProps) {
  return (
    <ul aria-label={`Instead of turn ${index + 1}`}>
      {others.map((other) => (
        <li>
          <button type="button" class="instead" onClick={() => onChoose(other)}>
            <span class="faint">instead</span> <Words {...other} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Words({ actor, text }: Possibility) {
  return (
    <>
      {actor !== '' && <b>{actor}</b>} <code>{text}</code>
    </>
  );
}
