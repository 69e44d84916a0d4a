/**
 * The other end of a MySQL client's connection: one session, which answers one command after the other. Each statement becomes a
 * step of whoever has sent it; preparing one, pinging and the like are none.
 */
import type { MysqlReply, SqlValue, StoreError } from '../../engines/engine.ts';
import type { MemorySocket, Peer } from '../memory-socket.ts';
import type { Store } from '../store.ts';
import { answerAboutConnection, isBegin } from './about-connection.ts';
import { frame, type Packet, PacketReader } from './packet-writer.ts';
import { errorPacket, greeting, okPacket, preparedPackets, replyPackets } from './packets.ts';
import { countPlaceholders, readParameters } from './parameters.ts';

/** https://dev.mysql.com/doc/dev/mysql-server/latest/my__command_8h.html */
const COMMANDS = {
  quit: 1,
  initDb: 2,
  query: 3,
  ping: 14,
  changeUser: 17,
  prepare: 22,
  execute: 23,
  closeStatement: 25,
  resetStatement: 26,
  setOption: 27,
  resetConnection: 31,
} as const;

interface Prepared {
  readonly sql: string;
  readonly parameters: number;
  types: readonly number[] | null;
}

export class SqlConnection implements Peer {
  readonly number: number;
  readonly node: number;
  readonly #socket: MemorySocket;
  readonly #store: Store;
  readonly #database: string;
  readonly #reader = new PacketReader();
  readonly #prepared = new Map<number, Prepared>();
  #preparedCount = 0;
  #isGreeted = false;
  #beginPending = false;
  /** As far as the texts of its statements tell. */
  isInTransaction = false;

  constructor(store: Store, socket: MemorySocket, number: number, node: number, database: string) {
    this.#store = store;
    this.#socket = socket;
    this.number = number;
    this.node = node;
    this.#database = database;
  }

  opened(): void {
    this.#send([greeting(this.number)], 0);
  }

  closed(): void {
    this.#store.left(this);
  }

  cut(): void {
    this.#socket.cut();
  }

  receive(bytes: Buffer): void {
    try {
      for (const packet of this.#reader.read(bytes)) this.#take(packet);
    } catch (error) {
      this.#store.refuse(error);
    }
  }

  #take({ sequence, body }: Packet): void {
    if (!this.#isGreeted) {
      this.#isGreeted = true;
      return this.#ok(sequence);
    }
    switch (body[0]) {
      case COMMANDS.quit:
        return void this.#socket.push(null);
      case COMMANDS.query:
        return this.#query(body.toString('utf8', 1), [], false, sequence);
      case COMMANDS.prepare:
        return this.#prepare(body.toString('utf8', 1), sequence);
      case COMMANDS.execute:
        return this.#execute(body, sequence);
      case COMMANDS.closeStatement:
        return void this.#prepared.delete(body.readUInt32LE(1));
      case COMMANDS.resetConnection:
      case COMMANDS.changeUser:
        return this.#reset(sequence);
      case COMMANDS.ping:
      case COMMANDS.initDb:
      case COMMANDS.setOption:
      case COMMANDS.resetStatement:
        return this.#ok(sequence);
      default:
        return this.#send([errorPacket({ errno: 1047, sqlState: '08S01', message: 'Unknown command' })], sequence + 1);
    }
  }

  #query(sql: string, params: readonly SqlValue[], prepared: boolean, sequence: number): void {
    if (isBegin(sql)) {
      this.#beginPending = this.isInTransaction = true;
      return this.#ok(sequence);
    }
    const answer = answerAboutConnection(sql, this.#database);
    if (answer !== null) return this.#answer(answer, sql, prepared, sequence);
    const begin = this.#beginPending;
    this.#beginPending = false;
    if (/^\s*(?:commit|rollback)\s*;?\s*$/i.test(sql)) this.isInTransaction = false;
    this.#store.submitSql(this, { sql, params, begin, prepared }, (reply) =>
      this.#answer(reply, sql, prepared, sequence),
    );
  }

  #prepare(sql: string, sequence: number): void {
    const id = ++this.#preparedCount;
    const parameters = countPlaceholders(sql);
    this.#prepared.set(id, { sql, parameters, types: null });
    this.#send(preparedPackets(id, parameters), sequence + 1);
  }

  #execute(body: Buffer, sequence: number): void {
    const statement = this.#prepared.get(body.readUInt32LE(1));
    if (statement === undefined)
      return this.#send([errorPacket({ errno: 1243, message: 'Unknown prepared statement handler' })], sequence + 1);
    const { values, types } = readParameters(body, statement.parameters, statement.types);
    statement.types = types;
    this.#query(statement.sql, values, true, sequence);
  }

  /** The session begins anew: what is open is rolled back. */
  #reset(sequence: number): void {
    if (!this.isInTransaction) return this.#ok(sequence);
    this.isInTransaction = this.#beginPending = false;
    this.#store.submitSql(this, { sql: 'ROLLBACK', params: [], begin: false, prepared: false }, () =>
      this.#ok(sequence),
    );
  }

  #answer(reply: MysqlReply | StoreError, sql: string, isPrepared: boolean, sequence: number): void {
    if (reply.kind === 'error') return this.#send([errorPacket(reply)], sequence + 1);
    const { isInTransaction } = this;
    this.#send(replyPackets(reply, { isPrepared, isInTransaction, sql }), sequence + 1);
  }

  #ok(sequence: number): void {
    this.#send([okPacket(this.isInTransaction)], sequence + 1);
  }

  #send(bodies: readonly Buffer[], sequence: number): void {
    this.#socket.deliver(frame(bodies, sequence));
  }
}
