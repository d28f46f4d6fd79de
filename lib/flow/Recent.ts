import { Queue } from './Queue';

/** What is smaller than this takes more memory than its bytes, so there may be no more of them than of this size. */
const SMALL = 64;
const FEW = 1_024;

/** The newest of what was sent, by number, for those who are behind. */
export class Recent {
  /** The number of the oldest one that is kept. */
  first = 0;
  private readonly payloads = new Queue<Uint8Array>();
  private bytes = 0;

  /** @param limit for how many bytes the older ones are kept */
  constructor(readonly limit: number) {}

  /** The number of the one that comes next. */
  get next(): number {
    return this.first + this.payloads.length;
  }

  private get isTooMuch(): boolean {
    const { bytes, limit, payloads } = this;
    return bytes > limit || payloads.length > Math.max(FEW, limit / SMALL);
  }

  push(payload: Uint8Array): void {
    this.payloads.push(payload);
    this.bytes += payload.length;
    while (this.isTooMuch && this.payloads.length > 1) this.drop();
  }

  /** So many bytes of them from a number on, or one if that is larger. */
  from(number: number, bytes: number): Uint8Array[] {
    const some: Uint8Array[] = [];
    let left = bytes;
    for (let at = number - this.first; ; at++) {
      const payload = this.payloads.at(at);
      if (!payload || (left < payload.length && some.length > 0)) return some;
      left -= payload.length;
      some.push(payload);
    }
  }

  /** Nobody is behind. */
  clear(): void {
    this.first = this.next;
    this.payloads.clear();
    this.bytes = 0;
  }

  private drop(): void {
    const payload = this.payloads.shift();
    this.bytes -= payload?.length ?? 0;
    this.first++;
  }
}
