/** The processes of a worker that execute units (hand.ts): one for each unit that it has in hand at once. */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineArgs } from '../engines.ts';
import { CliError } from '../errors.ts';
import type { Reply, Request, SentFailure } from './hand.ts';
import type { Identity } from './identity.ts';
import type { Requirements } from './unit.ts';

/** As `bin/stalemate` and its threads (cli/workers.ts): a small young generation where schedules are explored without servers. */
const FLAGS = ['--no-parallel-scavenge', '--no-node-snapshot'];
const FLAGS_WITHOUT_SERVERS = ['--max-semi-space-size=2', ...FLAGS];
const ENTRY = fileURLToPath(new URL(`./hand${extname(import.meta.url)}`, import.meta.url));

/** A unit failed where it was executed. */
export class UnitFailed extends Error {
  override readonly name = 'UnitFailed';
  readonly isForGood: boolean;

  constructor({ text, isForGood }: Pick<SentFailure, 'text' | 'isForGood'>) {
    super(text);
    this.isForGood = isForGood;
  }
}

export class Hands {
  readonly #args: EngineArgs;
  readonly #idle: Hand[] = [];
  readonly #all = new Set<Hand>();

  constructor(args: EngineArgs) {
    this.#args = args;
  }

  /** @throws CliError when one cannot be started, as without servers */
  async open(count: number): Promise<void> {
    this.#idle.push(...(await Promise.all(Array.from({ length: count }, () => this.#start()))));
  }

  /**
   * Called for at most as many units at once as there are hands.
   * @returns the answer, encoded
   * @throws UnitFailed; CliError when there are no servers any more
   */
  async execute(work: string, { needs, identity }: Requirements): Promise<string> {
    const hand = await this.#fitting(identity);
    const reply = await hand.ask({ kind: 'execute', work, needs });
    if (hand.isAlive && !(reply.kind === 'failure' && reply.isTheEnd)) this.#idle.push(hand);
    else this.#dismiss(hand);
    if (reply.kind === 'answer') return reply.answer;
    throw new UnitFailed(reply as SentFailure);
  }

  close(): void {
    for (const hand of this.#all) this.#dismiss(hand);
  }

  /** One that has not loaded other versions of the modules. */
  async #fitting({ modules }: Identity): Promise<Hand> {
    const hand = this.#idle.pop() ?? (await this.#start());
    if (hand.mayLoad(modules)) return hand;
    this.#dismiss(hand);
    const fresh = await this.#start();
    fresh.mayLoad(modules);
    return fresh;
  }

  async #start(): Promise<Hand> {
    const hand = new Hand(this.#args.on === 'real' ? FLAGS : FLAGS_WITHOUT_SERVERS);
    this.#all.add(hand);
    const reply = await hand.ask({ kind: 'open', args: this.#args });
    if (reply.kind === 'opened') return hand;
    this.#dismiss(hand);
    const { text, exitCode } = reply as SentFailure;
    throw new CliError(text, exitCode);
  }

  #dismiss(hand: Hand): void {
    hand.dismiss();
    this.#all.delete(hand);
  }
}

class Hand {
  readonly #process: ChildProcess;
  /** Digests of what it has loaded, which it will not load again. */
  readonly #modules = new Map<string, string>();
  #answer: (reply: Reply) => void = () => {};
  #end: string | null = null;

  constructor(flags: readonly string[]) {
    this.#process = fork(ENTRY, {
      execArgv: [...process.execArgv, ...flags],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process.on('message', (reply: Reply) => this.#answer(reply));
    this.#process.on('error', ({ message }) => this.#die(message));
    this.#process.on('exit', (code, signal) => this.#die(signal === null ? `exit code ${code}` : `signal ${signal}`));
  }

  get isAlive(): boolean {
    return this.#end === null;
  }

  /** Whether it will come to these modules when it loads them. */
  mayLoad(modules: Identity['modules']): boolean {
    const all = Object.entries(modules);
    if (all.some(([path, digest]) => (this.#modules.get(path) ?? digest) !== digest)) return false;
    for (const [path, digest] of all) this.#modules.set(path, digest);
    return true;
  }

  ask(request: Request): Promise<Reply> {
    return new Promise((resolve) => {
      this.#answer = resolve;
      if (this.#end === null) this.#process.send(request);
      else resolve(failureOfProcess(this.#end));
    });
  }

  dismiss(): void {
    if (this.#process.connected) this.#process.disconnect();
  }

  #die(how: string): void {
    this.#end ??= how;
    this.#answer(failureOfProcess(this.#end));
  }
}

function failureOfProcess(how: string): Reply {
  const text = `the process that executed it ended: ${how}`;
  return { kind: 'failure', text, exitCode: 70, isForGood: false, isTheEnd: true };
}
