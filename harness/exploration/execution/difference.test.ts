import { describe, expect, it } from 'vitest';
import type { MysqlReply, RedisReply, Request } from '../../engines/engine.ts';
import { Actor } from '../../scheduler/actor.ts';
import { Step, type StepStore } from '../../scheduler/step.ts';
import { outcomeDifference } from './difference.ts';

type Of<Store, Field extends string> = Extract<Request, { store: Store } & Record<Field, unknown>>;
/** Another value for each field but the store: a field that a request gets later is missed by the compiler. */
type Others<Kind> = { readonly [Field in Exclude<keyof Kind, 'store'>]-?: Kind[Field] };

const statement: Of<'mysql', 'sql'> = { store: 'mysql', sql: 'SELECT 1', params: [1], begin: false, prepared: true };
const otherStatement: Others<typeof statement> = {
  sql: 'SELECT 2',
  params: [2],
  begin: true,
  prepared: false,
  replica: 1,
};
const command: Of<'redis', 'command'> = { store: 'redis', command: { name: 'get', args: ['a'] } };
const otherCommand: Others<typeof command> = { command: { name: 'get', args: ['b'] }, server: 1, node: 1 };

type Ok = Extract<MysqlReply, { kind: 'ok' }>;
const ok: Ok = { kind: 'ok', affectedRows: 1, changedRows: 1, insertId: 0 };
const otherOk: Others<Omit<Ok, 'kind'>> = { affectedRows: 2, changedRows: 0, insertId: 7, gtid: 'g:1' };

const actor = new Actor(0, 'reader');

function step(request: Request, reply: RedisReply | MysqlReply = null): Step {
  const made = new Step(actor, null, request.store as StepStore, 'command', structuredClone(request));
  made.state = 'done';
  made.reply = structuredClone(reply);
  return made;
}

function cases<Fields extends object>(fields: Fields): [string, Partial<Fields>][] {
  return Object.entries(fields).map(([name, value]) => [name, { [name]: value } as Partial<Fields>]);
}

describe('two executions of a step', () => {
  it.each([
    ['statement', statement],
    ['command', command],
  ])('are the same with an equal %s', (_, request) => {
    expect(outcomeDifference(step(request, ok), step(request, ok))).toBeNull();
  });

  it.each(cases(otherStatement))('differ in the %s of a statement', (_, field) => {
    expect(outcomeDifference(step(statement), step({ ...statement, ...field }))).toMatch(/asked/);
  });

  it.each(cases(otherCommand))('differ in the %s of a Redis request', (_, field) => {
    expect(outcomeDifference(step(command), step({ ...command, ...field }))).toMatch(/asked/);
  });

  it('differ in the name of a command', () => {
    const named = { ...command, command: { name: 'del', args: ['a'] } };
    expect(outcomeDifference(step(command), step(named))).toMatch(/asked/);
  });

  it.each(cases(otherOk))('differ in the %s of a reply', (_, field) => {
    expect(outcomeDifference(step(statement, ok), step(statement, { ...ok, ...field }))).toMatch(/answered/);
  });
});
