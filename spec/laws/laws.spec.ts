import { type MonoTypeOperatorFunction, NEVER, of, type SchedulerLike } from 'rxjs';
import {
  Connection,
  frames,
  heartbeat,
  idleTimeout,
  lines,
  liveness,
  pacedBatch,
  pacedMap,
  phiAccrual,
  probe,
  raw,
  relayTo,
  respond,
  serveEach,
  writeTimeout,
} from 'rxjs-sockets';
import { type OperatorLaw, operatorLaws, TestSocket } from 'rxjs-sockets/testing';
import { destination } from '../support/destination';
import { fakeWritable } from '../support/fakeWritable';
import { holdable } from '../support/holdable';

let items = 0;
/** No two are the same. */
const item = (): string => `item ${items++}`;
const bytes = (): Buffer => Buffer.from(item());

/** The laws for an operator that passes on what it sees of a connection. */
const watching = (
  name: string,
  timers: number,
  operator: (scheduler?: SchedulerLike) => MonoTypeOperatorFunction<string>,
): OperatorLaw[] => operatorLaws(name, operator, { item, passes: true, timers });

/** Each new operator gets a row here. */
const laws: OperatorLaw[][] = [
  operatorLaws('serveEach', () => serveEach(() => NEVER), {
    item: (scheduler) => new Connection(new TestSocket({ scheduler }), { scheduler }),
  }),
  operatorLaws('frames', (scheduler) => frames(raw(), { incompleteFrameTimeout: 500, scheduler }), {
    item: bytes,
    passes: true,
  }),
  operatorLaws('lines', () => lines(), { item: () => Buffer.from('one\ntwo\n') }),
  operatorLaws('pacedMap', () => pacedMap(holdable(), (each) => of(each), { high: 1 }), {
    item,
    passes: true,
  }),
  operatorLaws('pacedBatch', () => pacedBatch(holdable(), (batch: readonly string[]) => batch), {
    item,
    passes: true,
  }),
  operatorLaws('relayTo', () => relayTo(destination().to, holdable()), { item }),
  watching('idleTimeout', 1, (scheduler) => idleTimeout({ each: 500, first: 400, scheduler })),
  watching('idleTimeout with a margin', 1, (scheduler) =>
    idleTimeout({ each: 500, margin: {}, scheduler }),
  ),
  operatorLaws('phiAccrual', (scheduler) => phiAccrual({ every: 500, scheduler }), {
    item,
    timers: 1,
  }),
  watching('heartbeat', 1, (scheduler) =>
    heartbeat(fakeWritable(), { every: 500, frame: 'B', scheduler }),
  ),
  watching('respond', 0, (scheduler) =>
    respond(fakeWritable(), { match: (each) => each === '?', reply: 'A', every: 500, scheduler }),
  ),
  watching('probe', 1, (scheduler) =>
    probe(fakeWritable(), { after: 500, frame: 'P', timeout: 500, scheduler }),
  ),
  watching('probe with a margin', 1, (scheduler) =>
    probe(fakeWritable(), { after: 500, margin: {}, frame: 'P', timeout: 500, scheduler }),
  ),
  watching('writeTimeout', 1, (scheduler) =>
    writeTimeout(fakeWritable(), { stall: 500, scheduler }),
  ),
  watching('liveness', 4, (scheduler) =>
    liveness(
      fakeWritable(),
      {
        send: { every: 500, frame: 'B' },
        answer: { match: (each) => each === '?', reply: 'A' },
        expect: { within: 500 },
        probe: { after: 400, frame: 'P', timeout: 500 },
        writeStall: 500,
        goodbye: 'G',
      },
      { scheduler },
    ),
  ),
];

describe('the laws of operators', () => {
  for (const { name, check } of laws.flat()) it(name, check);
});
