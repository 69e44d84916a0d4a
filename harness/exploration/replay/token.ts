/**
 * A schedule in one word that survives copying: `st1.` and base64url. Inside, the hashes of the scenario and strategy that
 * it belongs to, what it shows, and who takes each step, by position; a checksum tells a token that was cut off or mistyped.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Anomaly, Scenario, StrategyUse } from '../../scenario.ts';
import { ANOMALIES } from '../../scenario.ts';
import type { Reduction } from '../shrink/reduction.ts';
import { NO_REDUCTION, reductionSchema, reduceScenario } from '../shrink/reduction.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { hashOf } from './digest.ts';
import type { Identity } from './identity.ts';
import { identityOf, laneListsOf } from './identity.ts';
import type { RecordedChoice } from './recorded-schedule.ts';
import { nameOf } from './recorded-schedule.ts';

export const TOKEN_VERSION = 1;
/** Whatever begins like this is meant to be a token. */
export const TOKEN_FORM = /^st(\d+)\.(.*)$/s;

const HASH_BYTES = 4;
const SHORT_HASH_BYTES = 2;
const CRC_BYTES = 4;
/** In place of an anomaly's position. */
const NO_ANOMALY = 0xff;
const ON_REAL = 1;
const REDUCED = 2;
/** What reductions are made of, so that they compress well. */
const WORDS = Buffer.from(
  '"nodes":"startsMs":"sleepsMs":"values":"keys":{"item:"names":"faults":{"operations":{"actors":["writer1","reader',
);

/** What a token holds: everything that is needed to execute the schedule again, and to know whether it is still the same. */
export interface TokenContents {
  readonly scenario: Scenario;
  readonly use: StrategyUse;
  /** Left out where the whole scenario was executed. */
  readonly reduction?: Reduction;
  readonly engine: 'embedded' | 'real';
  /** What it shows; null for a schedule that is not known to show anything. */
  readonly anomaly: Anomaly | null;
  readonly schedule: readonly RecordedChoice[];
}

export function encodeToken({ scenario, use, reduction, engine, anomaly, schedule }: TokenContents): string {
  const executed = reduction === undefined ? scenario : reduceScenario(scenario, reduction);
  const lists = laneListsOf(executed);
  const lanes = lists.find((list) => schedule.every(({ actor }) => list.includes(actor))) ?? lists.at(-1)!;
  const { name, content } = identityOf(scenario, use);
  const writer = new ByteWriter()
    .bytes(name)
    .bytes(content)
    .bytes(hashOfLanes(lanes))
    .byte((engine === 'real' ? ON_REAL : 0) | (reduction === undefined ? 0 : REDUCED))
    .byte(anomaly === null ? NO_ANOMALY : ANOMALIES.indexOf(anomaly))
    .varint(scenario.explore.seed);
  if (reduction !== undefined) {
    const packed = deflateRawSync(JSON.stringify(withoutDefaults(reduction)), { level: 9, dictionary: WORDS });
    writer.varint(packed.length).bytes(packed);
  }
  const others = schedule.flatMap(({ choice = 1 }, at) => (choice === 1 ? [] : [{ at, choice }]));
  writer
    .varint(schedule.length)
    .packed(
      schedule.map(({ actor }) => laneOf(lanes, actor)),
      bitsFor(lanes.length),
    )
    .varint(others.length);
  for (const { at, choice } of others) writer.varint(at).varint(choice);
  writer.bytes(hashOfSteps(schedule));
  const body = writer.toBuffer();
  return `st${TOKEN_VERSION}.${base64Url(Buffer.concat([body, checksumOf(body)]))}`;
}

/** Spelled out, because the `Buffer` of a page does not know it. */
function base64Url(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function laneOf(lanes: readonly string[], actor: string): number {
  const lane = lanes.indexOf(actor);
  if (lane < 0) throw new RangeError(`the schedule has a step of ${actor}, who is not in the scenario`);
  return lane;
}

/** What can be read of a token before its scenario is known. */
export interface Token {
  readonly identity: Identity;
  readonly engine: 'embedded' | 'real';
  readonly anomaly: Anomaly | null;
  readonly seed: number;
  readonly reduction: Reduction | undefined;
  /** Of the commands that its steps were. */
  readonly steps: Buffer;
  /** Null when the scenario has other actors or faults than the one that the token was made of. */
  scheduleFor(scenario: Scenario): RecordedChoice[] | null;
}

export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** @throws InvalidToken with what is wrong and how to mend it */
export function decodeToken(text: string): Token {
  const [, version = '', payload = ''] = TOKEN_FORM.exec(text) ?? [];
  if (Number(version) !== TOKEN_VERSION) {
    throw new InvalidToken(
      `the token has the format st${version}, expected st${TOKEN_VERSION}. Fix: use the version of Stalemate that printed it, or its trace file`,
    );
  }
  const bytes = Buffer.from(payload, 'base64url');
  const body = bytes.subarray(0, -CRC_BYTES);
  const isWhole = /^[\w-]+$/.test(payload) && checksumOf(body).equals(bytes.subarray(-CRC_BYTES));
  if (!isWhole) {
    throw new InvalidToken(
      `the token of ${text.length} characters is damaged: its checksum does not fit, so a part is missing or mistyped. Fix: copy the whole token again`,
    );
  }
  try {
    return parseBody(body);
  } catch {
    throw new InvalidToken('the token has a sound checksum but makes no sense. Fix: use the trace file of the failure');
  }
}

function parseBody(body: Buffer): Token {
  const reader = new ByteReader(body);
  const identity = { name: reader.bytes(HASH_BYTES), content: reader.bytes(HASH_BYTES) };
  const lanesHash = reader.bytes(SHORT_HASH_BYTES);
  const flags = reader.byte();
  const anomaly = reader.byte();
  const seed = reader.varint();
  const reduction = (flags & REDUCED) === 0 ? undefined : parseReduction(reader.bytes(reader.varint()));
  const rest = body.subarray(body.length - reader.left);
  return {
    identity,
    engine: (flags & ON_REAL) === 0 ? 'embedded' : 'real',
    anomaly: anomaly === NO_ANOMALY ? null : ANOMALIES[anomaly]!,
    seed,
    reduction,
    steps: rest.subarray(-SHORT_HASH_BYTES),
    scheduleFor: (scenario) => {
      const executed = reduction === undefined ? scenario : reduceScenario(scenario, reduction);
      const lanes = laneListsOf(executed).find((list) => hashOfLanes(list).equals(lanesHash));
      return lanes === undefined ? null : parseSchedule(new ByteReader(rest), lanes);
    },
  };
}

function parseSchedule(reader: ByteReader, lanes: readonly string[]): RecordedChoice[] {
  const actors = reader.packed(reader.varint(), bitsFor(lanes.length));
  const schedule: { actor: string; choice?: number }[] = actors.map((lane) => ({ actor: lanes[lane]! }));
  for (let others = reader.varint(); others > 0; others--) schedule[reader.varint()]!.choice = reader.varint();
  return schedule;
}

function parseReduction(packed: Buffer): Reduction {
  const given = JSON.parse(inflateRawSync(packed, { dictionary: WORDS }).toString()) as object;
  return reductionSchema.parse({ ...NO_REDUCTION, ...given });
}

function withoutDefaults(reduction: Reduction): object {
  const isDefault = (value: unknown): boolean =>
    value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(reduction).filter(([, value]) => !isDefault(value)));
}

/** Of the commands and keys, in order: the same when a run did what the recorded one did. */
export function hashOfSteps(schedule: readonly RecordedChoice[]): Buffer {
  const names = schedule.flatMap(({ step }) => (step === undefined ? [] : [nameOf(step)]));
  return hashOf(names).subarray(0, SHORT_HASH_BYTES);
}

function hashOfLanes(lanes: readonly string[]): Buffer {
  return hashOf(lanes).subarray(0, SHORT_HASH_BYTES);
}

function bitsFor(count: number): number {
  return Math.max(1, Math.ceil(Math.log2(count)));
}

function checksumOf(body: Buffer): Buffer {
  const checksum = Buffer.alloc(CRC_BYTES);
  checksum.writeUInt32BE(crc32(body));
  return checksum;
}
