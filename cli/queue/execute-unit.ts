/** Executes a unit, as one process alone would do that part of its work. */
import { failureOf } from '../../harness/exploration/cell.ts';
import type { PieceData, PieceOptions } from '../../harness/exploration/fuzz/pieces.ts';
import { exploreOpening, explorePiece, PieceSum } from '../../harness/exploration/fuzz/pieces.ts';
import type { Fuzzed } from '../../harness/exploration/fuzz/rounds.ts';
import { TWIN_SCHEDULES_MAX } from '../../harness/exploration/verdict/evidence.ts';
import type { RunPlan } from '../../harness/scheduler/plan.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import type { OpenEngines } from '../engines.ts';
import { enginesFor } from '../engines.ts';
import type { Session } from '../execute.ts';
import type { FuzzContext } from '../fuzz/job.ts';
import { fuzzCellOf } from '../fuzz/tasks.ts';
import { Progress } from '../progress.ts';
import { recordedEngine } from '../replay/keep.ts';
import { Workers } from '../workers.ts';
import type { Answer, CellAnswer, CellUnit, FinishUnit, Found, SentCell, Unit } from './unit.ts';
import { received } from './unit.ts';

/** @throws whatever ended the engine: an answer that rests on half of the work is none */
export async function executeUnit(unit: Unit, engines: OpenEngines): Promise<Answer> {
  const answer = await execute(unit, engines);
  const failure = failureOf(engines.engines);
  if (failure !== null) throw failure;
  return answer;
}

async function execute(unit: Unit, engines: OpenEngines): Promise<Answer> {
  switch (unit.kind) {
    case 'cell':
    case 'finish':
      return fuzzCell(unit, engines);
    case 'opening':
      return { ...(await exploreOpening(await optionsOf(unit.cell, unit.sampleSize, engines), unit.runs)), rest: null };
    case 'piece':
      return explorePiece(await optionsOf(unit.cell, unit.sampleSize, engines), unit.piece, unit.atMost);
  }
}

async function fuzzCell(unit: CellUnit | FinishUnit, open: OpenEngines): Promise<CellAnswer> {
  const { budget, corpus, saved } = unit;
  const files: { file: string; text: string }[] = [];
  const context: FuzzContext = {
    engines: open.engines,
    recordedOn: recordedEngine(open.engines.on === 'real' ? 'real' : 'embedded', open.servers),
    corpus,
    saved,
    write: (file, text) => void files.push({ file, text }),
    // What is known is the publisher's to say.
    isKnown: () => false,
  };
  const cell = await received(unit.cell);
  const job =
    unit.kind === 'finish' && cell.kind === 'file'
      ? { ...cell, found: (plan: RunPlan) => fuzzedOf(plan, unit.found) }
      : cell;
  const { servers, unconfirmed } = open;
  return { cell: await fuzzCellOf(job, sessionOf(open), budget, context), files, servers, unconfirmed };
}

function fuzzedOf(plan: RunPlan, { isOutOfTime, isStopped, ...data }: Found): Fuzzed {
  const sum = new PieceSum(plan, TWIN_SCHEDULES_MAX);
  sum.add(data satisfies PieceData);
  return sum.toFuzzed(isOutOfTime, isStopped);
}

async function optionsOf(sentCell: SentCell, sampleSize: number, open: OpenEngines): Promise<PieceOptions> {
  const cell = await received(sentCell);
  if (cell.kind !== 'file') throw new Error('a cell of generated scenarios is not cut into pieces');
  const { scenario, strategy } = cell;
  const plan = planRun(scenario, strategy.use.as, strategy.strategy, strategy.options);
  const { engines } = open;
  const shouldStop = (): boolean => failureOf(engines) !== null;
  return { plan, engine: enginesFor(plan, engines).engine, sampleSize, shouldStop };
}

function sessionOf({ engines }: OpenEngines): Session {
  return { workers: new Workers(0), progress: new Progress(1, true), shouldStop: () => failureOf(engines) !== null };
}
