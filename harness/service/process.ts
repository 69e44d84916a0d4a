/** One process of the service: what a node's operations are asked of. */
import type { Service, ServiceSetup } from '../../strategies/adapt.ts';
import type { ChangeEvent, Context, StartContext, StrategyInstance } from '../../strategies/strategy.ts';
import type { Run } from '../scheduler/run.ts';
import type { Operation } from '../scheduler/step.ts';
import { clientsOf } from './clients.ts';
import { runTask, Task } from './task.ts';

export interface ProcessParts {
  readonly run: Run;
  readonly node: number;
  readonly setup: ServiceSetup;
  readonly options: unknown;
  readonly listensToChanges: boolean;
  /** A message of Redis has been delivered to the node. */
  readonly onMessage: (channel: string, message: string) => void;
}

export class ServiceProcess implements StrategyInstance {
  readonly #parts: ProcessParts;
  #service: Promise<Service> | null = null;
  readonly onChange?: (context: Context, event: ChangeEvent) => Promise<void>;

  constructor(parts: ProcessParts) {
    this.#parts = parts;
    if (parts.listensToChanges)
      this.onChange = async (context, event) => {
        await this.#call(context, (service) => service.onChange?.(event));
      };
  }

  async start(context: StartContext): Promise<void> {
    const { onMessage } = this.#parts;
    context.subscriber.on('message', (channel, message) =>
      runTask(this.#taskOf(context), () => onMessage(channel, message)),
    );
    await this.#call(context, () => undefined);
  }

  async read(context: Context, key: string): Promise<string | null> {
    return (await this.#call(context, (service) => service.read(key))) ?? null;
  }

  async write(context: Context, key: string, value: string): Promise<void> {
    await this.#call(context, (service) => service.write(key, value));
  }

  async insert(context: Context, key: string, value: string): Promise<void> {
    await this.#call(context, (service) => need(service, 'insert')(key, value));
  }

  async delete(context: Context, key: string): Promise<void> {
    await this.#call(context, (service) => need(service, 'delete')(key));
  }

  #call<T>(context: Context, code: (service: Service) => T | Promise<T>): Promise<T> {
    return runTask(this.#taskOf(context), async () => code(await this.#running()));
  }

  /** The service, made when the first of the node's code runs. A node that has joined later is made by its first request. */
  #running(): Promise<Service> {
    const { setup, node, options } = this.#parts;
    this.#service ??= Promise.resolve(setup.create(clientsOf(setup, node), options as never));
    return this.#service;
  }

  #taskOf(context: Context): Task {
    return new Task(this.#parts.run, (context as unknown as { readonly operation: Operation }).operation);
  }
}

function need<Name extends 'insert' | 'delete'>(service: Service, name: Name): NonNullable<Service[Name]> {
  const method = service[name]?.bind(service);
  if (method === undefined)
    throw new TypeError(`found no ${name}() in what create() returns, which an actor needs. Fix: add it`);
  return method as NonNullable<Service[Name]>;
}
