/** Puts the body of a packet together. Integers are little-endian. */
export class PacketWriter {
  readonly #parts: Buffer[] = [];

  integer(value: number, size: 1 | 2 | 4): this {
    const part = Buffer.alloc(size);
    part.writeUIntLE(value, 0, size);
    return this.bytes(part);
  }

  bigint(value: bigint): this {
    const part = Buffer.alloc(8);
    part.writeBigInt64LE(value);
    return this.bytes(part);
  }

  double(value: number): this {
    const part = Buffer.alloc(8);
    part.writeDoubleLE(value);
    return this.bytes(part);
  }

  /** A number that says its own length. */
  count(value: number): this {
    if (value < 0xfb) return this.integer(value, 1);
    if (value < 0x1_0000) return this.integer(0xfc, 1).integer(value, 2);
    return this.integer(0xfe, 1).bigint(BigInt(value));
  }

  /** A text after its length. */
  text(value: string): this {
    const bytes = Buffer.from(value);
    return this.count(bytes.length).bytes(bytes);
  }

  /** A text with a zero at its end. */
  terminated(value: string): this {
    return this.bytes(Buffer.from(`${value}\0`));
  }

  bytes(part: Buffer): this {
    this.#parts.push(part);
    return this;
  }

  end(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

const HEADER_BYTES = 4;
const BODY_BYTES_MAX = 0xff_ffff;

/** Packets with their headers, numbered from `sequence` on. */
export function frame(bodies: readonly Buffer[], sequence: number): Buffer {
  const parts = bodies.flatMap((body, i) => {
    if (body.length >= BODY_BYTES_MAX) throw new RangeError('a row of 16 MB or more');
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUIntLE(body.length, 0, 3);
    header[3] = (sequence + i) & 0xff;
    return [header, body];
  });
  return Buffer.concat(parts);
}

export interface Packet {
  readonly sequence: number;
  readonly body: Buffer;
}

/** Takes packets from what has arrived. */
export class PacketReader {
  #bytes: Buffer = Buffer.alloc(0);

  read(chunk: Buffer): Packet[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const packets: Packet[] = [];
    while (this.#bytes.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + this.#bytes.readUIntLE(0, 3);
      if (this.#bytes.length < end) break;
      packets.push({ sequence: this.#bytes[3]!, body: this.#bytes.subarray(HEADER_BYTES, end) });
      this.#bytes = this.#bytes.subarray(end);
    }
    return packets;
  }
}
