/** Falls the same way for the same seed (Mulberry32). */
export class Dice {
  constructor(private state: number) {}

  /** From 0 up to, but not including, 1. */
  throw(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }
}
