import { liveness, type PolicyFrame, type LivenessPolicy } from 'rxjs-sockets';
import { fakeWritable } from './fakeWritable';
import { marbles } from './marbles';

/** What one connection under a policy comes to. Values are text, a character for each byte; error messages stand for errors. */
export interface Play {
  readonly policy: LivenessPolicy<PolicyFrame>;
  readonly peer: string;
  /** What we write besides. */
  readonly writes?: string;
  /** Whether the peer takes nothing of all that. */
  readonly isStuck?: boolean;
  readonly values: Readonly<Record<string, string>>;
  /** What comes out of the pipeline. */
  readonly stream: string;
  readonly error?: unknown;
  /** All that is sent. */
  readonly sent: string;
}

export function playPolicy(play: Play): void {
  const { policy, peer, writes, isStuck, values, stream, error, sent } = play;
  marbles(({ cold, expectObservable }) => {
    const connection = fakeWritable();
    if (isStuck) connection.stick();
    const frames = Object.fromEntries(
      Object.entries(values).map(([name, text]) => [name, Buffer.from(text, 'latin1')]),
    );
    const source = cold<PolicyFrame>(peer, frames);
    expectObservable(connection.sent).toBe(sent, values);
    expectObservable(source.pipe(liveness(connection, policy))).toBe(stream, frames, error);
    if (writes !== undefined) cold(writes, values).subscribe((text) => connection.write(text));
  });
}
