import { isUtf8 } from 'node:buffer';
import type { Trace, TraceBytes } from './Trace';

/** What an event takes beside its bytes, so that small chunks can't take more than they are counted for. */
const COST = 128;

/** Replaces bytes before they are kept. They are a copy. */
export type Redact = (bytes: Buffer, by: 'peer' | 'local') => Uint8Array;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Keeps bytes in the form of a {@link Trace}, up to a limit, and counts those beyond it. */
export class Retention {
  private missed: Mutable<NonNullable<Trace['missing']>> | undefined;

  constructor(
    private left: number,
    private readonly redact: Redact,
  ) {}

  get missing(): Trace['missing'] {
    return this.missed && { ...this.missed };
  }

  /** Nothing if they are only counted. */
  keep(bytes: Uint8Array, by: 'peer' | 'local', now: () => number): TraceBytes | undefined {
    this.left -= bytes.length + COST;
    if (this.left >= 0) return traced(this.redacted(Buffer.from(bytes), by));
    this.missed ??= { at: now(), read: 0, written: 0 };
    this.missed[by === 'peer' ? 'read' : 'written'] += bytes.length;
    return undefined;
  }

  private redacted(bytes: Buffer, by: 'peer' | 'local'): Buffer {
    try {
      return Buffer.from(this.redact(bytes, by));
    } catch {
      // It must neither harm the connection nor give away what was to be hidden.
      return bytes.fill('x');
    }
  }
}

function traced(bytes: Buffer): TraceBytes {
  return isUtf8(bytes) ? { text: bytes.toString() } : { base64: bytes.toString('base64') };
}
