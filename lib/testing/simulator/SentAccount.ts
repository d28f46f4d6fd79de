import type { Connection } from '../../connection/Connection';
import type { Output } from '../../connection/Output';
import type { TestPeer } from '../TestPeer';

/** What a peer gets, against what was written. */
export class SentAccount {
  private readonly written: Buffer[] = [];
  private readonly got: Buffer[] = [];

  constructor(connection: Connection, peer: TestPeer) {
    const { writes } = connection.life;
    const write = writes.write.bind(writes);
    writes.write = (output) => {
      this.written.push(...partsOf(output).map((part) => Buffer.from(part)));
      return write(output);
    };
    peer.written.subscribe({ next: (bytes) => this.got.push(bytes), error: () => undefined });
  }

  /** All of it has come, in its order, as it must behind an end. */
  get isComplete(): boolean {
    return Buffer.concat(this.written).equals(Buffer.concat(this.got));
  }
}

function partsOf(output: Output): readonly (string | Uint8Array)[] {
  return typeof output === 'string' || output instanceof Uint8Array ? [output] : output;
}
