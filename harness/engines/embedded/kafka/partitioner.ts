/**
 * The partition of a key, as Kafka's clients work it out: murmur2, the sign bit cut off, modulo the number of partitions.
 * Source: org.apache.kafka.common.utils.Utils.murmur2, which kafkajs follows.
 */
import { Buffer } from 'node:buffer';

const SEED = 0x9747b28c;
const MIX = 0x5bd1e995;

export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

function murmur2(data: Buffer): number {
  const whole = data.length - (data.length % 4);
  let hash = SEED ^ data.length;
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(data.readInt32LE(at), MIX);
    word ^= word >>> 24;
    hash = Math.imul(hash, MIX) ^ Math.imul(word, MIX);
  }
  if (whole < data.length) {
    for (let at = data.length - 1; at >= whole; at--) hash ^= data[at]! << (8 * (at - whole));
    hash = Math.imul(hash, MIX);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, MIX);
  return hash ^ (hash >>> 15);
}
