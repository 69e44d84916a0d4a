/**
 * The process that executes units, one after the other. Another one speaks to the queue for it: a unit keeps its thread busy for
 * seconds, and a unit that takes too much memory, or whose code ends the process, takes nobody else with it.
 */
import { failureOf } from '../../harness/exploration/cell.ts';
import { NotEmbedded } from '../../harness/engines/embedded/not-embedded.ts';
import { NotSupported } from '../../harness/engines/real/errors.ts';
import type { ServerNeeds } from '../../harness/engines/real/servers.ts';
import type { EngineArgs } from '../engines.ts';
import { CliError, explainError } from '../errors.ts';
import { say } from '../terminal.ts';
import { decode, encode } from './codec.ts';
import { EnginesOfUnits } from './engines.ts';
import { executeUnit } from './execute-unit.ts';
import type { Unit } from './unit.ts';

export type Request =
  | { readonly kind: 'open'; readonly args: EngineArgs }
  /** @param work a unit, encoded */
  | { readonly kind: 'execute'; readonly work: string; readonly needs: ServerNeeds };

export type Reply =
  | { readonly kind: 'opened' }
  | { readonly kind: 'answer'; readonly answer: string }
  | ({ readonly kind: 'failure' } & SentFailure);

export interface SentFailure {
  readonly text: string;
  readonly exitCode: number;
  /** It would fail anywhere, and however often. */
  readonly isForGood: boolean;
  /** The engine has failed, and this process is of no use any more. */
  readonly isTheEnd: boolean;
}

let engines: EnginesOfUnits | null = null;

async function handle(request: Request): Promise<Reply> {
  if (request.kind === 'open') {
    engines = new EnginesOfUnits(request.args, say);
    await engines.open();
    return { kind: 'opened' };
  }
  const unit = decode(request.work) as Unit;
  return { kind: 'answer', answer: encode(await executeUnit(unit, await engines!.open(request.needs))) };
}

async function answer(request: Request): Promise<Reply> {
  try {
    return await handle(request);
  } catch (error) {
    const isForGood = error instanceof CliError || error instanceof NotEmbedded || error instanceof NotSupported;
    const open = engines?.current ?? null;
    const isTheEnd = request.kind === 'open' || (open !== null && failureOf(open.engines) !== null);
    return { kind: 'failure', ...explainError(error), isForGood, isTheEnd };
  }
}

// Ctrl-C reaches all processes of a terminal; it is the other one's to say when to leave.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => void (engines?.close() ?? Promise.resolve()).finally(() => process.exit()));
process.on('message', (request: Request) => void answer(request).then((reply) => process.send!(reply)));
