import { Duplex } from 'node:stream';

type Done = (error?: Error | null) => void;

/** What is written to the other side is read here. Node has such a pair since 22. */
class Side extends Duplex {
  other!: Side;
  private waiting: Done | undefined;

  override _read(): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.other.waiting = done;
    this.other.push(chunk);
  }

  override _final(done: Done): void {
    this.other.push(null);
    done();
  }
}

/** Two streams, each the other end of the other one. */
export function duplexPair(): readonly [Duplex, Duplex] {
  const [one, other] = [new Side(), new Side()];
  one.other = other;
  other.other = one;
  return [one, other];
}
