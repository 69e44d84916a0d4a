/** The Kafka half of one run: what the scheduler has its producer and consumers do, done by a real broker. */
import { Buffer } from 'node:buffer';
import type { KafkaReply, KafkaRequest, StoreError } from '../../engine.ts';
import type { Room } from './room.ts';

/** As the embedded engine says it. The broker's own words for it depend on what else happens in the group. */
const UNKNOWN_MEMBER: StoreError = {
  kind: 'error',
  code: 'UNKNOWN_MEMBER_ID',
  message: 'The coordinator is not aware of this member',
};

export interface KafkaRunParts {
  readonly room: Room;
  /** The sessions of the consumers, in their order. */
  readonly consumers: readonly number[];
  /** Marks the messages of this run: a topic is used by one run after the other. */
  readonly nonce: string;
  /** What work comes to, or why the engine ends. */
  readonly whileAlive: <T>(work: Promise<T>) => Promise<T>;
}

export class KafkaRun {
  readonly #room: Room;
  readonly #consumers: readonly number[];
  readonly #nonce: string;
  /** By partition: the offset that counts as 0 in this run. */
  readonly #base: readonly number[];
  readonly #whileAlive: KafkaRunParts['whileAlive'];

  constructor({ room, consumers, nonce, whileAlive }: KafkaRunParts) {
    this.#room = room;
    this.#consumers = consumers;
    this.#nonce = nonce;
    this.#base = room.ends.slice();
    this.#whileAlive = whileAlive;
  }

  execute(session: number, request: KafkaRequest): Promise<KafkaReply> {
    return this.#whileAlive(this.#perform(session, request));
  }

  async #perform(session: number, request: KafkaRequest): Promise<KafkaReply> {
    const room = this.#room;
    switch (request.action) {
      case 'send': {
        const { key, partition, value } = request;
        const sent = await room.send({
          key,
          value,
          headers: { run: this.#nonce },
          ...(partition === null ? {} : { partition }),
        });
        return [sent.partition, sent.offset - this.#base[sent.partition]!];
      }
      case 'fetch':
        return this.#fetch(this.#consumers.indexOf(session), request);
      case 'commit': {
        const { partition, offset } = request;
        const isDone = await room.commit(this.#consumers.indexOf(session), partition, this.#base[partition]! + offset);
        return isDone ? 'OK' : UNKNOWN_MEMBER;
      }
    }
  }

  /** These sessions are out of the group. Those that are no consumers are not in it. */
  async leave(sessions: readonly number[]): Promise<void> {
    const members = sessions.map((session) => this.#consumers.indexOf(session)).filter((position) => position >= 0);
    if (members.length === 0) return;
    await this.#whileAlive(this.#room.leave(members));
  }

  async #fetch(
    position: number,
    { partition, offset }: Extract<KafkaRequest, { readonly action: 'fetch' }>,
  ): Promise<KafkaReply> {
    await this.#room.join([position]);
    const base = this.#base[partition]!;
    const at = offset === null ? await this.#room.committed(position, partition) : base + offset;
    const { value, headers } = await this.#room.fetch(position, partition, at);
    if (String(headers['run']) !== this.#nonce)
      throw new Error(`offset ${at} of ${this.#room.topic} holds a message of another run`);
    return [at - base, Buffer.from(value ?? '').toString()];
  }
}
