/** A door to a server that can be shut: what is behind it looks dead then, or frozen. */
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerAddress } from './servers.ts';

let doors = 0;

export class Door {
  readonly path: string;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #isFrozen = false;

  /** @param onTalk sees what clients say. */
  constructor(server: ServerAddress, onTalk: (text: string) => void = () => {}) {
    this.path = join(tmpdir(), `stalemate-${process.pid}-${++doors}.sock`);
    rmSync(this.path, { force: true });
    this.#server = createServer((outer) => {
      const inner = 'socketPath' in server ? connect(server.socketPath) : connect(server.port, server.host);
      outer.on('data', (chunk) => {
        onTalk(chunk.toString('latin1'));
        if (!this.#isFrozen) inner.write(chunk);
      });
      inner.on('data', (chunk) => this.#isFrozen || outer.write(chunk));
      outer.on('close', () => inner.destroy());
      inner.on('close', () => this.#isFrozen || outer.destroy());
      for (const socket of [outer, inner]) this.#sockets.add(socket.on('error', () => undefined));
    });
  }

  open(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.path, resolve));
  }

  /** The server is killed. */
  slam(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** The server is stopped: connections stay, and new ones are accepted, but nobody answers. */
  freeze(): void {
    this.#isFrozen = true;
  }
}
