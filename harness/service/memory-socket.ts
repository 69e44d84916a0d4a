/**
 * A connection that never leaves this process: to a client a socket, on its other end one of the run's stores. Nothing in
 * between takes a turn of the event loop, so that a drain is still exact.
 */
import { Duplex } from 'node:stream';
import { currentRun } from '../scheduler/ambient.ts';
import { uncaught } from '../scheduler/problems.ts';

/** The store's end. */
export interface Peer {
  /** The client has connected. */
  opened(): void;
  receive(bytes: Buffer): void;
  /** The client has gone. */
  closed(): void;
}

export class MemorySocket extends Duplex {
  readonly remoteAddress = '127.0.0.1';
  readonly localAddress = '127.0.0.1';
  readonly remoteFamily = 'IPv4';
  readonly localPort = 0;
  readonly remotePort: number;
  readonly host: string;
  connecting = true;
  timeout = 0;
  readonly #peer: Peer;

  constructor(host: string, port: number, peerOf: (socket: MemorySocket) => Peer) {
    super({ decodeStrings: true });
    this.host = host;
    this.remotePort = port;
    this.#peer = peerOf(this);
    process.nextTick(() => {
      if (this.destroyed) return;
      this.connecting = false;
      this.emit('connect');
      this.emit('ready');
      this.#peer.opened();
    });
  }

  get readyState(): string {
    return this.connecting ? 'opening' : this.destroyed ? 'closed' : 'open';
  }

  get pending(): boolean {
    return this.connecting;
  }

  /** What the store sends, received before this returns, as far as the client is listening. */
  deliver(bytes: Buffer): void {
    if (this.destroyed) return;
    if (this.readableFlowing === true && this.readableLength === 0) this.emit('data', bytes);
    else this.push(bytes);
  }

  /** The connection breaks. */
  cut(): void {
    this.destroy();
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  /** Commands are answered in steps, which take no time: nothing is ever idle for too long. */
  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  address(): object {
    return { address: this.localAddress, family: this.remoteFamily, port: this.localPort };
  }

  destroySoon(): void {
    this.end(() => this.destroy());
  }

  /** What a listener throws ends the run, not the process: Node's own ticks, which call most of them, cannot bear it. */
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    try {
      return super.emit(event, ...args);
    } catch (error) {
      const run = currentRun();
      if (run === null) throw error;
      run.fail(uncaught(error));
      return true;
    }
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // Clients note what they wait for when they have written it.
    process.nextTick(() => this.#peer.receive(chunk));
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#peer.closed();
    done(error);
  }
}
