/** What verdicts rest on, in words, for the terminal and for the report. */
import type { CellResult, Certificate } from '../harness/result.ts';

type Certified = Pick<CellResult, 'scenario' | 'strategy' | 'certificate'>;

/** Of everything that was executed: what it covers, how it was checked, and what was never reached. */
export function certificateTexts(cells: readonly Certified[]): string[] {
  const certificates = cells.map(({ certificate }) => certificate);
  if (certificates.length === 0) return [];
  const sum = (of: (certificate: Certificate) => number): string =>
    count(certificates.reduce((total, certificate) => total + of(certificate), 0));
  const checks = [
    `${sum(({ raced }) => raced)} of ${sum(({ executed }) => executed)} schedules raced`,
    `${sum(({ rechecked }) => rechecked)} executed twice (${sum(({ differed }) => differed)} differed)`,
    `${sum(({ audited }) => audited)} under audit (${sum(({ escaped }) => escaped)} escaped)`,
  ];
  if (certificates.some(({ commuted }) => commuted > 0))
    checks.push(`${sum(({ commuted }) => commuted)} repeated in an equivalent order`);
  const operations = `${sum((one) => one.operations.completed)} of ${sum((one) => one.operations.invoked)} operations completed`;
  return [coverage(certificates), checks.join(', '), `${entries(cells)}, ${operations}`];
}

/** `every interleaving in 58 cells, a sample in 2`. */
function coverage(certificates: readonly Certificate[]): string {
  const cells = new Map<string, number>();
  for (const certificate of certificates) {
    const covered = coverageOf(certificate);
    cells.set(covered, (cells.get(covered) ?? 0) + 1);
  }
  return [...cells]
    .map(([covered, number], i) => `${covered} in ${count(number)}${i > 0 ? '' : number === 1 ? ' cell' : ' cells'}`)
    .join(', ');
}

const COMPLETE = {
  interleavings: 'every interleaving',
  'schedules within the bound': 'every schedule within the bound',
  classes: 'one schedule of every class',
  'classes up to symmetry': 'one schedule of every class up to symmetry',
} as const;

/** What the schedules of one cell cover. */
export function coverageOf({ covers: { unit, of }, budget }: Certificate): string {
  if (unit === 'pinned schedule') return 'the pinned schedule';
  const isCutOff = budget.endedBy === 'interruption' || budget.endedBy === 'failure';
  if (unit === 'sampled schedules') return isCutOff ? 'a part of a sample' : 'a sample';
  if (of !== null) return COMPLETE[unit];
  return budget.endedBy === null ? `a part of all ${unit}` : `a part of all ${unit}, ended by ${END[budget.endedBy]},`;
}

const END = {
  runs: 'its budget of runs',
  time: 'its budget of time',
  interruption: 'an interruption',
  failure: 'the loss of a server',
} as const;

function entries(cells: readonly Certified[]): string {
  const idle = cells.flatMap(({ scenario, strategy, certificate }) =>
    certificate.actors.never.map((actor) => `${actor} in ${strategy} × ${scenario}`),
  );
  return idle.length === 0 ? 'every actor entered' : `never entered: ${idle.join(', ')}`;
}

/** No `Intl`: its data differs between machines, and the report must not. */
function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
