/** Judges operations as they end, and counts what they show. */
import type { RowChange } from '../engines/engine.ts';
import type { Call } from './client.ts';
import { type KeyRecord, Ledger, type LedgerEvents, UNCOMMITTED, UNKNOWN, type Version } from './ledger.ts';
import { HORIZONS_MS, type Measures } from './measures.ts';

export class Judge implements LedgerEvents {
  readonly ledger: Ledger;
  readonly #measures: Measures;
  readonly #fromMs: number;
  readonly #toMs: number;

  /** @param fromMs what is invoked, or acknowledged, from then until `toMs` is counted */
  constructor(measures: Measures, valueOf: (id: number) => string | null, fromMs: number, toMs: number) {
    this.ledger = new Ledger(valueOf, this);
    this.#measures = measures;
    this.#fromMs = fromMs;
    this.#toMs = toMs;
  }

  /** What the operation has to know is what is so when it is invoked. */
  invoked(call: Call): void {
    if (call.value !== null) this.ledger.wrote(call.id, call.value);
    const record = this.ledger.records.get(call.id);
    if (call.kind !== 'read' || record === undefined) return;
    call.acknowledged = record.acknowledged;
    call.committed = record.committed;
    call.seen = record.seen?.get(call.session) ?? 0;
    call.own = record.own?.get(call.session) ?? 0;
  }

  committed(change: RowChange, nowMs: number): void {
    this.ledger.committed(change, nowMs);
  }

  ended(call: Call, nowMs: number): void {
    if (call.kind === 'read') this.#readEnded(call, nowMs);
    else if (call.value !== null || call.kind === 'delete') this.#writeEnded(call, nowMs);
  }

  #readEnded(call: Call, nowMs: number): void {
    const { sums, histograms } = this.#measures;
    if (call.error !== undefined) {
      if (call.isMeasured) sums.failedReads++;
      return;
    }
    const returned = this.ledger.orderOf(call.id, call.result);
    const record = this.ledger.records.get(call.id);
    if (record !== undefined) this.#learn(call, record, returned);
    if (!call.isMeasured) return;
    sums.reads++;
    sums.readMs += nowMs - call.invokedMs;
    histograms.readMs.add(nowMs - call.invokedMs);
    if (call.statements > 0) sums.readsThatAsked++;
    sums.selectsOfReads += call.statements;
    if (returned === UNKNOWN) sums.dirty++;
    else this.#compare(call, record, returned);
  }

  #compare(call: Call, record: KeyRecord | undefined, returned: number): void {
    const { sums } = this.#measures;
    if (returned < call.seen) sums.monotonicReads++;
    if (returned < call.own) sums.readYourWrites++;
    if (call.acknowledged === 0 || record === undefined) {
      if (returned < call.committed) sums.concurrentOld++;
      return;
    }
    const isStale = returned < call.acknowledged;
    this.#measures.visible(call.invokedMs - record.at(call.acknowledged).acknowledgedMs, !isStale);
    if (isStale) this.#stale(call, record, returned);
    else if (returned < call.committed) sums.concurrentOld++;
  }

  #stale(call: Call, record: KeyRecord, returned: number): void {
    const { sums, histograms } = this.#measures;
    const behind = call.acknowledged - returned;
    sums.stale++;
    sums.versionsBehind += behind;
    histograms.versionsBehind.add(behind);
    this.#measures.peak('versionsBehindMax', behind);
    // Of what is remembered no more, only that it is older than this is known.
    histograms.staleAgeMs.add(call.invokedMs - record.at(returned + 1).committedMs);
    if (record.at(call.acknowledged).value === null) sums.resurrected++;
  }

  /** What a read, measured or not, says about the versions of its key and to its session. */
  #learn(call: Call, record: KeyRecord, returned: number): void {
    if (returned === UNKNOWN) return;
    if (returned >= call.acknowledged) {
      if (call.invokedMs > record.freshMs) record.freshMs = call.invokedMs;
    } else {
      for (let order = returned + 1; order <= call.acknowledged; order++) {
        const version = record.at(order);
        if (version.acknowledgedMs <= call.invokedMs && version.missedMs < call.invokedMs)
          version.missedMs = call.invokedMs;
      }
    }
    if (call.session < 0 || returned === UNCOMMITTED || returned === 0) return;
    record.seen ??= new Map();
    if ((record.seen.get(call.session) ?? 0) < returned) record.seen.set(call.session, returned);
  }

  #writeEnded(call: Call, nowMs: number): void {
    const { sums, histograms } = this.#measures;
    const value = call.value!;
    if (call.error !== undefined) {
      this.ledger.failed(value);
      if (call.isMeasured) sums.failedWrites++;
      return;
    }
    const version = this.ledger.acknowledged(value, nowMs);
    if (version !== null && call.session >= 0) {
      const record = this.ledger.records.get(call.id)!;
      record.own ??= new Map();
      if ((record.own.get(call.session) ?? 0) < version.order) record.own.set(call.session, version.order);
    }
    if (!call.isMeasured) return;
    sums.writes++;
    sums.writeMs += nowMs - call.invokedMs;
    sums.writeMysqlMs += call.mysqlMs;
    histograms.writeMs.add(nowMs - call.invokedMs);
  }

  /** Whether the observer was served an old version of a key. */
  isStaleAtRest(call: Call): boolean {
    const returned = this.ledger.orderOf(call.id, call.result);
    return returned < this.ledger.records.get(call.id)!.committed;
  }

  forgotten({ acknowledgedMs, missedMs }: Version, { freshMs }: KeyRecord): void {
    if (acknowledgedMs < this.#fromMs || acknowledgedMs > this.#toMs) return;
    const { histograms, horizons } = this.#measures;
    for (const [i, horizonMs] of HORIZONS_MS.entries()) {
      if (acknowledgedMs + horizonMs > this.#toMs) continue;
      const counts = horizons[i]!;
      counts[0]++;
      if (missedMs >= acknowledgedMs + horizonMs) counts[1]++;
    }
    if (missedMs < 0) return;
    const isClosed = freshMs > missedMs;
    histograms[isClosed ? 'staleWindowMs' : 'openWindowMs'].add(missedMs - acknowledgedMs);
  }

  lost(): void {
    this.#measures.sums.lostUpdates++;
  }

  dirty(reads: number): void {
    this.#measures.sums.dirty += reads;
  }
}
