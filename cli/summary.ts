/** The result as a page of text: the matrix, then each failure with its sentence, its steps and its replay command. */
import type { AnomalyResult, CellResult, Counterexample, Result } from '../harness/result.ts';
import type { Anomaly } from '../harness/scenario.ts';
import { costLines } from './cost-lines.ts';
import { problems } from './problem-lines.ts';
import { portfolioLines } from './portfolio-lines.ts';
import { certificateTexts } from '../reports/certificate.ts';
import { thousands } from './progress.ts';
import { stepLines, wrap } from './step-lines.ts';
import { isTimed, thresholdLines, timedCertificate, timedLines } from './timed-lines.ts';
import { turningPointLines } from './turning-points.ts';
import type { Style } from './style.ts';

/** The gravest first: what a cell of the matrix shows. */
const GRAVEST: readonly Anomaly[] = [
  'lost-update',
  'resurrected',
  'stale-at-rest',
  'dirty-read',
  'stale-read',
  'read-your-writes',
  'monotonic-reads',
  'ttl-inversion',
  'thundering-herd',
];
const SHORT: Readonly<Record<Anomaly, string>> = {
  'lost-update': 'lost',
  resurrected: 'ghost',
  'stale-at-rest': 'rest',
  'dirty-read': 'dirty',
  'stale-read': 'stale',
  'read-your-writes': 'ryw',
  'monotonic-reads': 'mono',
  'thundering-herd': 'herd',
  'ttl-inversion': 'ttl',
};
const FAILURES_MAX = 10;

export function renderSummary(result: Result, style: Style, columns: number): string {
  const explored = result.results.filter((cell) => !isTimed(cell));
  const shown = result.results.flatMap(findingsOf);
  const failures = shown.filter(({ isUnexpected }) => isUnexpected);
  const parts = [
    matrix({ ...result, results: explored }, style, columns),
    timedLines(result, style, columns),
    ...failures.slice(0, FAILURES_MAX).map((failure) => renderFinding(failure, style, columns)),
    failures.length === 0 && shown.length > 0 ? example(shown, result.verdict === 'pass', style, columns) : '',
    failures.length > FAILURES_MAX ? `… and ${failures.length - FAILURES_MAX} more; the report has them all.` : '',
    costLines({ ...result, results: explored }, style),
    portfolioLines(result, style),
    problems(result, style),
    gates(result, style, columns),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function matrix({ results }: Result, style: Style, columns: number): string {
  if (results.length === 0) return '';
  const scenarios = [...new Set(results.map(({ scenario }) => scenario))];
  const strategies = [...new Set(results.map(({ strategy }) => strategy))];
  const nameWidth = Math.max(8, ...strategies.map((name) => name.length)) + 2;
  const width = Math.max(14, ...scenarios.map((name) => name.length)) + 2;
  const perBlock = Math.max(1, Math.floor((columns - nameWidth) / width));
  const blocks: string[] = [];
  const [only] = strategies;
  // One strategy in many scenarios, as when you try your own: a line each, with all that it shows.
  const isList = strategies.length === 1 && scenarios.length > 1;
  if (isList) blocks.push([style('bold', only!), ...results.map((cell) => listLine(cell, style, width))].join('\n'));
  else
    for (let i = 0; i < scenarios.length; i += perBlock) {
      const block = scenarios.slice(i, i + perBlock);
      const head = ''.padEnd(nameWidth) + block.map((name) => name.padEnd(width)).join('');
      const rows = strategies.flatMap((strategy) => {
        const cells = block.map((scenario) =>
          results.find((candidate) => candidate.scenario === scenario && candidate.strategy === strategy),
        );
        // Of many strategies, few are in every scenario.
        if (cells.every((cell) => cell === undefined)) return [];
        const texts = cells.map((cell) => (cell === undefined ? ''.padEnd(width) : cellText(cell, style, width)));
        return [strategy.padEnd(nameWidth) + texts.join('')];
      });
      blocks.push([style('bold', head.trimEnd()), ...rows.map((row) => row.trimEnd())].join('\n'));
    }
  const used = GRAVEST.filter((anomaly) =>
    results.some((cell) =>
      (isList ? shownBy(cell) : shownBy(cell).slice(0, 1)).some((shown) => shown.anomaly === anomaly),
    ),
  );
  const legend = used.map((anomaly) => `${SHORT[anomaly]} = ${anomaly}`).join(' · ');
  const note =
    legend === ''
      ? ''
      : style('dim', `\nschedules that show ${isList ? 'an' : 'the gravest'} anomaly, of all executed; ${legend}`);
  return blocks.join('\n\n') + note;
}

/** The gravest first. */
function shownBy(cell: CellResult): { anomaly: Anomaly; result: AnomalyResult }[] {
  return GRAVEST.flatMap((anomaly) => {
    const result = cell.anomalies[anomaly];
    return result !== undefined && result.schedules > 0 ? [{ anomaly, result }] : [];
  });
}

/** `rest 70, stale 2/534`, as in the table of the built-in strategies. */
function listLine(cell: CellResult, style: Style, width: number): string {
  return `  ${cell.scenario.padEnd(width)}${cellText(cell, style, 0, shownBy(cell))}`.trimEnd();
}

function cellText(cell: CellResult, style: Style, width: number, shown = shownBy(cell).slice(0, 1)): string {
  const isFailed = cell.expectations.some(({ verdict }) => verdict === 'fail');
  const { executed, unknown } = cell.schedules;
  if (shown.length > 0) {
    const counts = shown.map(({ anomaly, result }) => `${SHORT[anomaly]} ${thousands(result.schedules)}`);
    const text = `${counts.join(', ')}/${thousands(executed)}`;
    return style(isFailed ? ['red', 'bold'] : 'yellow', `${isFailed ? '✗ ' : '  '}${text}`.padEnd(width));
  }
  if (unknown > 0) return style('magenta', `  ? ${thousands(unknown)} unknown`.padEnd(width));
  if (cell.part !== undefined && executed === 0) return style('dim', '  other shards'.padEnd(width));
  if (cell.schedules.raced === 0 && cell.policy !== 'pinned') return style('dim', '  nothing raced'.padEnd(width));
  // A shard has not seen all.
  const none = cell.part === undefined ? 'never/' : 'none in ';
  return style(
    isFailed ? ['red', 'bold'] : 'green',
    `${isFailed ? '✗' : ' '} ${none}${thousands(executed)}`.padEnd(width),
  );
}

/** One anomaly of a cell, with the schedule that shows it. */
export interface Finding {
  readonly cell: CellResult;
  readonly anomaly: Anomaly;
  readonly result: AnomalyResult;
  readonly counterexample: Counterexample;
  /** A gate forbids it, or the scenario has no gates at all. */
  readonly isUnexpected: boolean;
}

function findingsOf(cell: CellResult): Finding[] {
  return GRAVEST.flatMap((anomaly) => {
    const result = cell.anomalies[anomaly];
    if (result?.counterexample === undefined) return [];
    const gates = cell.expectations.filter((gate) => gate.anomaly === anomaly);
    const isUnexpected =
      gates.length === 0 ? cell.expectations.length === 0 : gates.some(({ verdict }) => verdict === 'fail');
    return [{ cell, anomaly, result, counterexample: result.counterexample, isUnexpected }];
  });
}

/** None is a failure: one of them in full, for those who see this for the first time. */
function example(findings: readonly Finding[], isAllExpected: boolean, style: Style, columns: number): string {
  const shortest = findings.toSorted((a, b) => a.counterexample.steps.length - b.counterexample.steps.length)[0]!;
  const count = `${findings.length} ${findings.length === 1 ? 'anomaly' : 'anomalies'}${isAllExpected ? ', all expected' : ''}. The shortest; the report has them all:`;
  return `${count}\n\n${renderFinding(shortest, style, columns)}`;
}

/** What one execution stands for, in a count of many. */
const UNITS: Readonly<Record<CellResult['certificate']['covers']['unit'], string>> = {
  interleavings: 'interleavings',
  classes: 'classes of interleavings',
  'classes up to symmetry': 'classes of interleavings',
  'schedules within the bound': 'schedules',
  'sampled schedules': 'schedules',
  'pinned schedule': 'schedules',
};

/** The head line, the argument, the steps, and how to run them again. */
export function renderFinding(
  { cell, anomaly, result, counterexample, isUnexpected }: Finding,
  style: Style,
  columns: number,
): string {
  const { executed } = cell.schedules;
  const share = `${thousands(result.schedules)} of ${thousands(executed)} ${UNITS[cell.certificate.covers.unit]}`;
  const interval = result.interval;
  const bounds = interval === undefined ? '' : ` (95 %: ${percent(interval[0])} to ${percent(interval[1])})`;
  const confirmed = result.confirmed === undefined ? '' : `   ${result.confirmed}`;
  const lines = [
    `${isUnexpected ? style(['red', 'bold'], `✗ ${anomaly}`) : style(['yellow', 'bold'], anomaly)}   ${cell.strategy} × ${cell.scenario}   ${share}${bounds}${confirmed}`,
    ...counterexampleLines(counterexample, style, columns),
  ];
  return lines.join('\n');
}

/** The argument, the steps, and how to run them again. */
export function counterexampleLines(counterexample: Counterexample, style: Style, columns: number): string[] {
  const { because, trace, replay, traceFile } = counterexample;
  return [
    ...wrap(because, Math.min(columns, 120) - 2).map((line) => `  ${line}`),
    ...stepLines(trace, style, columns),
    ...turningPointLines(counterexample).map((line) => `  ${line}`),
    `  ${style('dim', 'Replay')}  ${replay}`,
    ...(traceFile === undefined || replay.includes(traceFile) ? [] : [`  ${style('dim', 'Trace')}   ${traceFile}`]),
  ];
}

function gates(result: Result, style: Style, columns: number): string {
  const { results, verdict, shard } = result;
  const all = results.flatMap(({ expectations, thresholds = [] }) => [...expectations, ...thresholds]);
  const lines = thresholdLines(result, style);
  for (const cell of results) {
    for (const gate of cell.expectations) {
      // What only the whole can tell is said once, below.
      if (gate.verdict === 'pass' || (shard !== undefined && gate.verdict === 'inconclusive')) continue;
      const sign = gate.verdict === 'fail' ? style('red', 'failed') : style('magenta', 'inconclusive');
      lines.push(`${sign}  ${cell.scenario}: ${gate.strategy} ${gate.anomaly} ${gate.is}: ${gate.because ?? ''}`);
    }
  }
  const count = (wanted: string): number => all.filter((gate) => gate.verdict === wanted).length;
  const counts = `${nameOf(results)}: ${count('pass')} passed, ${count('fail')} failed, ${count('inconclusive')} inconclusive`;
  lines.push(
    ...executionLines(result, columns),
    ...(shard === undefined ? [] : [shardLine(result, shard)]),
    `${style([COLOUR[verdict], 'bold'], verdict)}   ${all.length === 0 ? 'nothing was expected, so nothing is judged' : counts}`,
  );
  return lines.join('\n');
}

/** What was judged. */
function nameOf(results: readonly CellResult[]): string {
  const expects = results.some(({ expectations }) => expectations.length > 0);
  const limits = results.some(({ thresholds = [] }) => thresholds.length > 0);
  return expects && limits ? 'expectations and thresholds' : limits ? 'thresholds' : 'expectations';
}

export const COLOUR = { pass: 'green', fail: 'red', inconclusive: 'magenta' } as const;

/** What was executed, on which servers, and what to know before trusting the verdict. */
export function executionLines({ results, servers, unconfirmed }: Result, columns: number): string[] {
  const compared = results.reduce((sum, { twin }) => sum + (twin?.schedulesCompared ?? 0), 0);
  const differences = results.reduce((sum, { twin }) => sum + (twin?.differences ?? 0), 0);
  const lines = certificateLines(results, columns);
  if (servers.redis !== null) {
    const kafka = servers.kafka === null ? '' : ` and Kafka ${servers.kafka}`;
    const versions = `Redis ${servers.redis}${kafka === '' ? ' and' : ','} MySQL ${servers.mysql}${kafka}`;
    lines.push(
      compared > 0
        ? `${comparedText(results, compared)} repeated on ${versions}, ${differences} differences`
        : `executed on ${versions}`,
    );
  }
  return [...lines, ...unconfirmed];
}

/** Of a load, the beginning of a run. */
function comparedText(results: readonly CellResult[], schedules: number): string {
  const beginnings = results.filter((cell) => isTimed(cell) && cell.twin !== undefined);
  if (beginnings.length === 0) return thousands(schedules);
  const steps = beginnings.reduce((sum, { twin }) => sum + twin!.stepsCompared, 0);
  const text = `${thousands(steps)} steps of ${beginnings.length === 1 ? 'a load' : `${beginnings.length} loads`}`;
  const others = schedules - beginnings.length;
  return others === 0 ? text : `${thousands(others)} schedules, and ${text},`;
}

/** What the verdict rests on. */
function certificateLines(results: readonly CellResult[], columns: number): string[] {
  const title = 'Rests on  ';
  const timed = timedCertificate(results);
  const texts = [...certificateTexts(results.filter((cell) => !isTimed(cell))), ...(timed === null ? [] : [timed])];
  const lines = texts.flatMap((text) => wrap(text, Math.min(columns, 120) - title.length));
  return lines.map((line, i) => `${i === 0 ? title : ' '.repeat(title.length)}${line}`);
}

function shardLine({ exitCode }: Result, { index, count }: NonNullable<Result['shard']>): string {
  const state = exitCode === 0 ? 'nothing is wrong so far' : 'see above';
  return `Shard ${index} of ${count}: ${state}. \`stalemate merge\` judges the whole`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.001 ? 3 : 1)} %`;
}
