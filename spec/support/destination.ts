import type { Destination } from 'rxjs-sockets';
import { fakeWritable, type FakeWritable } from './fakeWritable';

/** Something to send to, without a socket, and what became of it. */
export interface FakeDestination {
  readonly to: Destination & FakeWritable;
  /** How it ended: `end`, or the causes of resets. */
  readonly ended: unknown[];
  readonly sent: string[];
}

export function destination(): FakeDestination {
  const ended: unknown[] = [];
  const sent: string[] = [];
  const to = Object.assign(fakeWritable(), {
    end: () => void ended.push('end'),
    reset: (cause: unknown) => void ended.push(cause),
  });
  to.sent.subscribe((text) => sent.push(text));
  return { to, ended, sent };
}
