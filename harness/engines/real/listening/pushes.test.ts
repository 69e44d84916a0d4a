/** What the harness relies on, asked of a real Redis: in which order pushes and replies come on one connection. */
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { describeReal } from '../../../../infra/testing.ts';
import { Lifeline } from '../lifeline.ts';
import { RedisWire } from '../redis-wire.ts';
import type { RealServers } from '../servers.ts';

const command = (line: string) => {
  const [name = '', ...args] = line.split(' ');
  return { name, args };
};

/** What a connection of RESP3 is sent, byte for byte, up to the answer to the last command. */
function transcript(server: RealServers['redis'], lines: readonly string[], last: string): Promise<string> {
  const socket = 'socketPath' in server ? connect(server.socketPath) : connect(server.port, server.host);
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('error', reject).on('data', (chunk) => {
      text += chunk.toString();
      if (!text.endsWith(last)) return;
      socket.destroy();
      resolve(text.slice(text.indexOf('+PONG')));
    });
    socket.write(`${['HELLO 3', 'PING', ...lines, 'ECHO the-end'].join('\r\n')}\r\n`);
  });
}

describeReal('a connection on which keys are tracked over RESP3', (servers) => {
  const keyOf = (name: string): string => `pushes-test:${process.pid}:${name}`;
  const invalidation = (key: string): string => `>2\r\n$10\r\ninvalidate\r\n*1\r\n$${key.length}\r\n${key}\r\n`;

  it('is told of its own changes after they are answered', async () => {
    const key = keyOf('own');
    const lines = ['CLIENT TRACKING ON', `GET ${key}`, `SET ${key} v`, `DEL ${key}`];
    const text = await transcript(servers.redis, lines, 'the-end\r\n');
    expect(text).toBe(`+PONG\r\n+OK\r\n_\r\n+OK\r\n${invalidation(key)}:1\r\n$7\r\nthe-end\r\n`);
  });

  it('is told of the changes of others before what it asks later is answered', async () => {
    const lifeline = new Lifeline();
    const tracked = await RedisWire.open(servers.redis, lifeline, 3);
    const other = await RedisWire.open(servers.redis, lifeline);
    const key = keyOf('other');
    const heard: string[] = [];
    const stopHearing = tracked.onPush(([kind, keys]) => heard.push(`${kind} ${String(keys)}`));
    try {
      await tracked.send(command('client TRACKING ON'));
      for (const round of [1, 2, 3]) {
        await tracked.send(command(`get ${key}`));
        await other.send(command(`set ${key} ${round}`));
        const answered = tracked.send(command(`get ${key}`)).then((value) => heard.push(`reply ${String(value)}`));
        await answered;
      }
      await other.send(command(`del ${key}`));
      await tracked.send(command('ping'));
      const told = `invalidate ${key}`;
      expect(heard).toEqual([told, 'reply 1', told, 'reply 2', told, 'reply 3', told]);
    } finally {
      stopHearing();
      lifeline.close();
      tracked.close();
      other.close();
    }
  });

  it('gives the same replies as RESP2', async () => {
    const lifeline = new Lifeline();
    const wires = [await RedisWire.open(servers.redis, lifeline), await RedisWire.open(servers.redis, lifeline, 3)];
    const key = keyOf('shapes');
    try {
      await wires[0]!.send(command(`hset ${key} a 1 b 2`));
      for (const line of [
        `hgetall ${key}`,
        `hget ${key} none`,
        `hincrbyfloat ${key} c 1.5`,
        `hkeys ${key}`,
        `get ${key}`,
      ]) {
        const [one, other] = await Promise.all(wires.map((wire) => wire.send(command(line))));
        // The second to add 1.5 finds another sum.
        if (!line.startsWith('hincrbyfloat')) expect(other).toEqual(one);
        else expect(typeof other).toBe(typeof one);
      }
      await wires[0]!.send(command(`del ${key}`));
    } finally {
      lifeline.close();
      for (const wire of wires) wire.close();
    }
  });
});
