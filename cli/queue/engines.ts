/** The engines of a worker: opened once, and again only for units that need more than is there. */
import { NO_NEEDS, type ServerNeeds } from '../../harness/engines/real/servers.ts';
import type { EngineArgs, OpenEngines } from '../engines.ts';
import { openEngines } from '../engines.ts';

export class EnginesOfUnits {
  readonly #args: EngineArgs;
  readonly #say: (line: string) => void;
  #needs: ServerNeeds = NO_NEEDS;
  #open: OpenEngines | null = null;

  constructor(args: EngineArgs, say: (line: string) => void) {
    this.#args = args;
    this.#say = say;
  }

  get current(): OpenEngines | null {
    return this.#open;
  }

  async open(needs: ServerNeeds = NO_NEEDS): Promise<OpenEngines> {
    const all = {
      replicas: Math.max(needs.replicas, this.#needs.replicas),
      kafka: needs.kafka || this.#needs.kafka,
    };
    const isEnough = all.replicas === this.#needs.replicas && all.kafka === this.#needs.kafka;
    if (this.#open !== null && (isEnough || this.#args.on === 'embedded')) return this.#open;
    await this.close();
    this.#open = await openEngines(this.#args, this.#say, all);
    this.#needs = all;
    return this.#open;
  }

  async close(): Promise<void> {
    await this.#open?.close().catch(() => {});
    this.#open = null;
  }
}
