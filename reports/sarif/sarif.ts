/**
 * SARIF 2.1.0, for code scanning and editors: a result for each failure, and in it a thread flow for each actor whose locations
 * say in which order they were executed and what the cache and the database held. That is an interleaving.
 */
import type { Result, TraceStep } from '../../harness/result.ts';
import { laneOf, lanesOf } from '../html/geometry/columns.ts';
import { excerptOf } from '../counterexample/excerpt.ts';
import type { Detail } from '../counterexample/subject.ts';
import { meaningOf } from '../model/glossary.ts';
import { isProof } from '../model/proof.ts';
import { raceOf } from '../model/race.ts';
import { type Cell, type Failure, type Standing, summarise } from '../model/summary.ts';
import { stateOf } from './state.ts';

/** Viewers show no more locations of a result. */
const LOCATIONS_MAX = 1000;

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const LEVELS: Readonly<Record<Standing, string>> = { unexpected: 'error', unjudged: 'warning', expected: 'note' };

export function sarifOf(result: Result): string {
  const { summary, details } = summarise(result);
  const anomalies = [...new Set(summary.failures.map(({ anomaly }) => anomaly))].sort();
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Stalemate', version: summary.stalemate, rules: anomalies.map(ruleOf) } },
        invocations: [{ executionSuccessful: isWhole(result), exitCode: result.exitCode }],
        columnKind: 'utf16CodeUnits',
        results: summary.failures.map((failure) => {
          const cell = summary.cells[failure.cell]!;
          return resultOf(failure, cell, details.get(failure.id)!, anomalies.indexOf(failure.anomaly));
        }),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Whether it came to its end, whatever it found. */
function isWhole({ exitCode }: Result): boolean {
  return [0, 1, 3, 5].includes(exitCode);
}

function ruleOf(anomaly: string) {
  return {
    id: anomaly,
    shortDescription: { text: anomaly },
    fullDescription: { text: meaningOf(anomaly) ?? anomaly },
    defaultConfiguration: { level: 'warning' },
  };
}

function resultOf(failure: Failure, cell: Cell, detail: Detail, ruleIndex: number) {
  const { anomaly, standing, because, replay, found } = failure;
  const { trace } = detail;
  return {
    ruleId: anomaly,
    ruleIndex,
    level: LEVELS[standing],
    message: { text: `${cell.strategy} in ${cell.scenario}: ${because}\nReplay: ${replay}` },
    locations: [{ physicalLocation: placeOf(cell) }],
    // The same race is the same failure, whatever the numbers of its steps are in the next version.
    partialFingerprints: {
      'stalemateFailure/v1': failure.id,
      'stalemateRace/v1': found?.fingerprint ?? raceOf(trace),
    },
    ...(standing === 'expected' ? { suppressions: [suppressionOf(found !== null)] } : {}),
    codeFlows: [flowOf(detail, cell)],
    properties: { strategy: cell.strategy, scenario: cell.scenario, engine: cell.engine, replay },
  };
}

function suppressionOf(isFuzzed: boolean) {
  const justification = isFuzzed ? 'The baseline holds it.' : 'The scenario expects it.';
  return { kind: isFuzzed ? 'external' : 'inSource', status: 'accepted', justification };
}

function flowOf({ trace }: Detail, cell: Cell) {
  const { steps, leftOut } = excerptOf(trace, LOCATIONS_MAX);
  const threads = lanesOf(trace).flatMap((lane) => {
    const own = steps.filter((step) => laneOf(trace, step) === lane);
    if (own.length === 0) return [];
    return [{ id: lane, message: { text: lane }, locations: own.map(locationOf) }];
  });
  const text = `Who takes each step, in the order of executionOrder.${leftOut === null ? '' : ` ${leftOut}`}`;
  return { message: { text }, threadFlows: threads };

  function locationOf(step: TraceStep) {
    return {
      location: { message: { text: step.sentence }, physicalLocation: placeOf(cell) },
      kinds: [step.store],
      executionOrder: step.number,
      importance: isProof(trace, step) || step.witness ? 'essential' : 'important',
      state: stateOf(step.state),
    };
  }
}

/** The scenario: where in a strategy's code a step is, a trace does not know. */
function placeOf({ file }: Cell) {
  const uri = file.split(/[\\/]/).map(encodeURIComponent).join('/');
  return { artifactLocation: { uri }, region: { startLine: 1 } };
}
