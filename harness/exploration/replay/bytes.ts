/** Small numbers in few bytes, for tokens that people copy from terminals. */

const SEVEN_BITS = 0x7f;
const MORE = 0x80;

export class ByteWriter {
  readonly #bytes: number[] = [];

  byte(value: number): this {
    this.#bytes.push(value & 0xff);
    return this;
  }

  bytes(values: Iterable<number>): this {
    this.#bytes.push(...values);
    return this;
  }

  /** Seven bits to a byte, the lowest first. */
  varint(value: number): this {
    let rest = value;
    while (rest > SEVEN_BITS) {
      this.#bytes.push((rest % MORE) | MORE);
      rest = Math.floor(rest / MORE);
    }
    return this.byte(rest);
  }

  /** Numbers of `width` bits each, packed without gaps. */
  packed(values: readonly number[], width: number): this {
    let filled = 0;
    let current = 0;
    for (const value of values) {
      for (let bit = 0; bit < width; bit++) {
        current |= ((value >> bit) & 1) << filled;
        if (++filled < 8) continue;
        this.byte(current);
        filled = current = 0;
      }
    }
    return filled > 0 ? this.byte(current) : this;
  }

  toBuffer(): Buffer {
    return Buffer.from(this.#bytes);
  }
}

/** Throws a `RangeError` where there is nothing left to read. */
export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  /** How many bytes have not been read. */
  get left(): number {
    return this.#buffer.length - this.#at;
  }

  byte(): number {
    return this.bytes(1)[0]!;
  }

  bytes(count: number): Buffer {
    if (this.#at + count > this.#buffer.length) throw new RangeError('the bytes end early');
    this.#at += count;
    return this.#buffer.subarray(this.#at - count, this.#at);
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= MORE) {
      const byte = this.byte();
      value += (byte & SEVEN_BITS) * factor;
      if (byte < MORE) return value;
      if (factor > Number.MAX_SAFE_INTEGER) throw new RangeError('the number is too large');
    }
  }

  packed(count: number, width: number): number[] {
    const bytes = this.bytes(Math.ceil((count * width) / 8));
    return Array.from({ length: count }, (_, i) => {
      let value = 0;
      for (let bit = 0; bit < width; bit++) {
        const at = i * width + bit;
        value |= ((bytes[at >> 3]! >> (at & 7)) & 1) << bit;
      }
      return value;
    });
  }
}
