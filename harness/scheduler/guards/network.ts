/** Connections that code of a service opens to the run's stores stay in this process. All others are seen by the audit. */
import net from 'node:net';
import { currentRun } from '../ambient.ts';

interface Address {
  readonly host?: string;
  readonly port?: number | string;
}

export function guardNetwork(): void {
  const { connect } = net;
  const guarded = (...args: unknown[]): unknown => {
    const world = currentRun()?.world ?? null;
    if (world !== null) {
      const { host = 'localhost', port = 0 } = addressOf(args);
      const socket = world.connect(host, Number(port));
      if (socket !== null) {
        const listener = args.at(-1);
        if (typeof listener === 'function') socket.once('connect', listener as () => void);
        return socket;
      }
    }
    return (connect as (...given: unknown[]) => unknown)(...args);
  };
  Object.assign(net, { connect: guarded, createConnection: guarded });
}

/** `connect(options)`, `connect(port, host)`; a path of a Unix socket is nobody's here. */
function addressOf([first, second]: readonly unknown[]): Address {
  if (typeof first === 'object' && first !== null) return first;
  if (typeof first === 'number') return { port: first, ...(typeof second === 'string' && { host: second }) };
  return {};
}
