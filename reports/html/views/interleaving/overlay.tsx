/** @jsxRuntime automatic @jsxImportSource preact */
/** Bars, dots, arrows, waits and stale windows. Nothing here is said nowhere else, so it is hidden from screen readers. */
import type { Margin } from '../../geometry/margin.ts';
import type { Arrow, Band, Bar, Bracket, Dot, Marks, Message, TruthLine, Wait } from '../../geometry/marks.ts';
import { rem } from './rem.ts';

export interface OverlayProps {
  readonly marks: Marks;
  readonly margin: Margin;
  readonly current: number;
  readonly width: number;
  readonly height: number;
  /** Height of the table's head, which the drawing is below. */
  readonly top: number;
  /** Marks outside of it are not drawn. */
  readonly span: readonly [top: number, bottom: number];
}

export function Overlay({ marks, margin, current, width, height, top, span }: OverlayProps) {
  const isSeen = (y1: number, y2: number) => y2 >= span[0] && y1 <= span[1];
  const tone = (step: number) => (step === current ? 'is-current' : step > current ? 'is-future' : '');
  return (
    <svg
      class="overlay"
      viewBox={`0 0 ${width} ${height}`}
      style={{ width: rem(width), height: rem(height), top: rem(top) }}
      aria-hidden="true"
    >
      <Patterns />
      <MarginMarks {...{ margin, isSeen }} />
      {marks.bands
        .filter(({ y1, y2 }) => isSeen(y1, y2))
        .map((band) => (
          <BandMark {...band} />
        ))}
      {marks.bars
        .filter(({ y1, y2 }) => isSeen(y1, y2))
        .map((bar) => (
          <BarMark {...bar} />
        ))}
      {marks.transactions
        .filter(({ y1, y2 }) => isSeen(y1, y2))
        .map((bracket) => (
          <BracketMark {...bracket} />
        ))}
      {marks.waits
        .filter(({ y1, y2 }) => isSeen(y1, y2))
        .map((wait) => (
          <WaitMark {...wait} tone={tone(wait.step)} />
        ))}
      {marks.arrows
        .filter(({ y }) => isSeen(y, y))
        .map((arrow) => (
          <ArrowMark {...arrow} tone={tone(arrow.step)} />
        ))}
      {marks.messages
        .filter(({ y1, y2 }) => isSeen(y1, y2))
        .map((message) => (
          <MessageMark {...message} tone={tone(message.step)} />
        ))}
      {marks.truths
        .filter(({ y1, y2 }) => isSeen(y1, y2))
        .map((truth) => (
          <TruthMark {...truth} tone={tone(truth.step)} />
        ))}
      {marks.dots
        .filter(({ y }) => isSeen(y, y))
        .map((dot) => (
          <DotMark {...dot} tone={tone(dot.step)} />
        ))}
    </svg>
  );
}

function Patterns() {
  return (
    <defs>
      <pattern id="hatch-stale" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="hatch-stale" width="2" height="7" />
      </pattern>
      <pattern id="hatch-wait" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <rect class="hatch-wait" width="2" height="5" />
      </pattern>
    </defs>
  );
}

interface MarginProps {
  readonly margin: Margin;
  readonly isSeen: (y1: number, y2: number) => boolean;
}

function MarginMarks({ margin: { flips, curve, decidedY }, isSeen }: MarginProps) {
  return (
    <g class="margin">
      {curve
        .filter(({ y1, y2 }) => isSeen(y1, y2))
        .map(({ x, width, y1, y2 }) => (
          <rect x={x} y={y1} width={Math.max(width, 1)} height={Math.max(0, y2 - y1)} />
        ))}
      {decidedY !== null && isSeen(decidedY, decidedY) && <path class="decided" d={`M0 ${decidedY}h52`} />}
      {flips
        .filter(({ y1, y2 }) => isSeen(y1, y2))
        .map(({ x, y1, y2 }) => (
          <path class="flip" d={`M${x + 8} ${y1}H${x}V${y2}h8`} />
        ))}
    </g>
  );
}

function BracketMark({ x, y1, y2, open, undone }: Bracket) {
  const end = open ? '' : 'h5';
  return <path class={`transaction ${undone ? 'undone' : ''}`} d={`M${x + 5} ${y1}h-5V${y2}${end}`} />;
}

/** Space between the head of an arrow and the dot that it points at. */
const DOT_CLEARANCE = 9;

function MessageMark({ x1, y1, x2, y2, lost, tone }: Message & { readonly tone: string }) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const [x, y] = [x2 - ux * DOT_CLEARANCE, y2 - uy * DOT_CLEARANCE];
  const arrow = `M${x} ${y}L${x - 8 * ux - 4 * uy} ${y - 8 * uy + 4 * ux}L${x - 8 * ux + 4 * uy} ${y - 8 * uy - 4 * ux}Z`;
  const cross = `M${x - 5} ${y - 5}l10 10m0-10l-10 10`;
  return (
    <g class={`message ${lost ? 'dropped' : ''} ${tone}`}>
      <path class="shaft" d={`M${x1} ${y1}L${x} ${y}`} />
      <path class="head" d={lost ? cross : arrow} />
    </g>
  );
}

function BandMark({ x, width, y1, y2, open }: Band) {
  const edge = `M${x} ${y2}V${y1}H${x + width}V${y2}${open ? '' : 'Z'}`;
  return (
    <g class="band">
      <rect x={x} y={y1} width={width} height={y2 - y1} fill="url(#hatch-stale)" />
      <path d={edge} />
    </g>
  );
}

function BarMark({ x, y1, y2, stale, open }: Bar) {
  return <path class={`bar ${stale ? 'stale' : ''} ${open ? 'open' : ''}`} d={`M${x} ${y1}V${y2}`} />;
}

function TruthMark({ x, y1, y2, tone }: TruthLine & { readonly tone: string }) {
  return (
    <g class={`truth ${tone}`}>
      <path d={`M${x - 6} ${y1}H${x}V${y2}h-6`} />
      <circle cx={x - 6} cy={y1} r="2.5" />
    </g>
  );
}

function WaitMark({ x, y1, y2, tone }: Wait & { readonly tone: string }) {
  return <rect class={`wait ${tone}`} x={x - 6} y={y1} width={12} height={y2 - y1} fill="url(#hatch-wait)" />;
}

const HEAD_LENGTH = 7;

function ArrowMark({ x1, x2, y, dropped, tone }: Arrow & { readonly tone: string }) {
  const end = dropped ? x2 - 26 : x2 - HEAD_LENGTH;
  const head = dropped ? `M${end} ${y - 5}l10 10m0-10l-10 10` : `M${x2} ${y}l-${HEAD_LENGTH} -4v8z`;
  return (
    <g class={`arrow ${dropped ? 'dropped' : ''} ${tone}`}>
      <path class="shaft" d={`M${x1} ${y}H${end}`} />
      <path class="head" d={head} />
    </g>
  );
}

function DotMark({ x, y, kind, witness, proof, tone }: Dot & { readonly tone: string }) {
  return (
    <g class={`dot ${kind} ${proof ? 'proof' : ''} ${tone}`}>
      {witness && <circle class="ring" cx={x} cy={y} r={10} />}
      <circle cx={x} cy={y} r={5.5} />
    </g>
  );
}
