import { lastValueFrom, take, toArray } from 'rxjs';
import { IdleTimeoutError, liveness, type Outcome, serveEach } from 'rxjs-sockets';
import { bind } from '../support/bind';
import { dialRaw } from '../support/dialRaw';

const PEERS = 100;
const policy = { expect: { within: 200 }, goodbye: 'you are dead' };

it('a peer that is given up still gets the last word, although it is reset', async () => {
  const bound = await bind();
  const outcomes = lastValueFrom(
    bound.connections.pipe(
      serveEach((connection) => connection.pipe(liveness(connection, policy))),
      take(PEERS),
      toArray(),
    ),
  );
  const words = await Promise.all(Array.from({ length: PEERS }, () => lastWords(bound.port)));
  expect(words.filter((word) => word !== policy.goodbye)).toEqual([]);
  for (const outcome of await outcomes) expectDead(outcome);
  bound.stop();
});

/** What a peer that never says anything is told until it is cut off. */
async function lastWords(port: number): Promise<string> {
  const peer = await dialRaw(port);
  let heard = '';
  peer.on('data', (chunk: Buffer) => (heard += String(chunk)));
  // Newer Nodes tell of the reset, older ones of an end.
  await new Promise((resolve) => peer.once('close', resolve).once('end', resolve));
  peer.destroy();
  return heard;
}

function expectDead(outcome: Outcome): void {
  expect(outcome.pipeline).toBe('failed');
  expect(outcome.ending).toMatchObject({ type: 'local', by: 'reset', bytesWritten: 12 });
  if (outcome.pipeline === 'failed') expect(outcome.error).toBeInstanceOf(IdleTimeoutError);
}
