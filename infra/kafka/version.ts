import { connect } from 'node:net';

/**
 * A broker does not tell its version. It tells up to which level it knows the cluster's metadata, and each release
 * raised that level: `kafka-storage version-mapping` has the list. Releases without a new one cannot be told apart.
 */
const LEVEL_OF_RELEASE: readonly (readonly [number, string])[] = [
  [7, '3.3'],
  [8, '3.4'],
  [11, '3.5'],
  [14, '3.6'],
  [19, '3.7'],
  [20, '3.8'],
  [21, '3.9'],
  [25, '4.0'],
  [27, '4.1'],
  [29, '4.2'],
  [30, '4.3'],
];
const TIMEOUT_MS = 5_000;

/** The release of the first broker, as far as it can be known: `4.3`, `newer than 4.3`, or `unknown`. Never throws. */
export async function kafkaVersion([broker]: readonly string[]): Promise<string> {
  const level = broker === undefined ? null : await metadataLevel(broker).catch(() => null);
  return level === null ? 'unknown' : releaseOf(level);
}

export function releaseOf(level: number): string {
  const [newestLevel, newest] = LEVEL_OF_RELEASE.at(-1)!;
  if (level > newestLevel) return `newer than ${newest}`;
  return LEVEL_OF_RELEASE.find(([last]) => level <= last)![1];
}

/** Asks by hand: kafkajs knows this request only from before features were told. */
async function metadataLevel(broker: string): Promise<number | null> {
  const { hostname, port } = new URL(`kafka://${broker}`);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('no answer')));
  try {
    socket.write(apiVersionsRequest());
    let answer = Buffer.alloc(0);
    for await (const chunk of socket) {
      answer = Buffer.concat([answer, chunk as Buffer]);
      if (answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0)) return metadataLevelIn(answer);
    }
    return null;
  } finally {
    socket.destroy();
  }
}

/** ApiVersions, version 3: the length, the header (key, version, correlation, client), and the client's software. */
function apiVersionsRequest(): Buffer {
  const header = Buffer.from([0, 18, 0, 3, 0, 0, 0, 1, 0xff, 0xff, 0]);
  const software = Buffer.concat([compactString('stalemate'), compactString('1'), Buffer.from([0])]);
  const length = Buffer.alloc(4);
  length.writeInt32BE(header.length + software.length);
  return Buffer.concat([length, header, software]);
}

function compactString(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length + 1]), Buffer.from(text)]);
}

/** The highest `metadata.version` among the features that an answer to ApiVersions says are supported. */
export function metadataLevelIn(answer: Buffer): number | null {
  // Behind the length, the correlation and the error.
  let at = 10;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = answer.readUInt8(at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const API_BYTES = 6;
  const THROTTLE_BYTES = 4;
  for (let apis = varint() - 1; apis > 0; apis -= 1) {
    at += API_BYTES;
    skipTags();
  }
  at += THROTTLE_BYTES;
  for (let tags = varint(); tags > 0; tags -= 1) {
    const [tag, size] = [varint(), varint()];
    if (tag !== 0) at += size;
    else return featureIn();
  }
  return null;

  function featureIn(): number | null {
    for (let features = varint() - 1; features > 0; features -= 1) {
      const nameLength = varint() - 1;
      const name = answer.toString('utf8', at, at + nameLength);
      const highest = answer.readInt16BE(at + nameLength + 2);
      at += nameLength + 4;
      skipTags();
      if (name === 'metadata.version') return highest;
    }
    return null;
  }

  function skipTags(): void {
    for (let tags = varint(); tags > 0; tags -= 1) {
      varint();
      at += varint();
    }
  }
}
