/** Executes a unit, as one process alone would do that part of its work. */
import { failureOf } from '../../harness/exploration/cell.ts';
import type { OpenEngines } from '../engines.ts';
import type { Session } from '../execute.ts';
import type { FuzzContext } from '../fuzz/job.ts';
import { fuzzCellOf } from '../fuzz/tasks.ts';
import { recordedEngine } from '../replay/keep.ts';
import { Progress } from '../progress.ts';
import { Workers } from '../workers.ts';
import type { Answer, CellUnit, Unit } from './unit.ts';
import { received } from './unit.ts';

/** @throws whatever ended the engine: an answer that rests on half of the work is none */
export async function executeUnit(unit: Unit, engines: OpenEngines): Promise<Answer> {
  const answer = await fuzzWhole(unit, engines);
  const failure = failureOf(engines.engines);
  if (failure !== null) throw failure;
  return answer;
}

async function fuzzWhole({ cell, budget, corpus, saved }: CellUnit, open: OpenEngines): Promise<Answer> {
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
  const { servers, unconfirmed } = open;
  return {
    cell: await fuzzCellOf(await received(cell), sessionOf(open), budget, context),
    files,
    servers,
    unconfirmed,
  };
}

function sessionOf({ engines }: OpenEngines): Session {
  return { workers: new Workers(0), progress: new Progress(1, true), shouldStop: () => failureOf(engines) !== null };
}
