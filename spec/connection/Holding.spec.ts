import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Connection, LongHold } from 'rxjs-sockets';
import { ManualTime } from '../support/ManualTime';
import { pair } from '../support/pair';

const CHANNEL = 'rxjs-sockets.hold';
const told: LongHold[] = [];
const tell = (message: unknown): number => told.push(message as LongHold);

beforeAll(() => subscribe(CHANNEL, tell));
beforeEach(() => void told.splice(0));
afterAll(() => {
  unsubscribe(CHANNEL, tell);
});

async function begin(maxHold?: number): Promise<{ connection: Connection; time: ManualTime }> {
  const time = new ManualTime();
  const { connection, peer } = await pair({ maxHold, abandonedTimeout: 0, scheduler: time });
  peer.unref();
  return { connection, time };
}

describe('a connection that is held', () => {
  it('tells for how long', async () => {
    const { connection, time } = await begin();
    expect(connection.heldFor).toBeUndefined();
    const holds = [connection.hold(), connection.hold()];
    time.advance(10);
    expect(connection.heldFor).toBe(10);
    holds[0]?.unsubscribe();
    time.advance(10);
    expect(connection.heldFor).toBe(20);
    holds[1]?.unsubscribe();
    expect([connection.heldFor, connection.sinceHeld]).toEqual([undefined, 0]);
    connection.hold();
    expect(connection.heldFor).toBe(0);
    connection.reset();
    expect(connection.heldFor).toBeUndefined();
  });

  it('is told of once after maxHold', async () => {
    const { connection, time } = await begin();
    connection.hold();
    time.advance(59_999);
    expect(told).toEqual([]);
    time.advance(1);
    expect(told).toEqual([{ connection, heldFor: 60_000 }]);
    time.advance(1_000_000);
    expect(told).toHaveLength(1);
    connection.reset();
  });

  it('is not told of as long as it is let go in between, and is when it is not', async () => {
    const { connection, time } = await begin(100);
    for (let i = 0; i < 10; i++) {
      const hold = connection.hold();
      time.advance(99);
      hold.unsubscribe();
    }
    time.advance(1_000);
    expect(told).toEqual([]);
    connection.hold();
    time.advance(99);
    expect(told).toEqual([]);
    time.advance(1);
    expect(told).toEqual([{ connection, heldFor: 100 }]);
    connection.reset();
  });

  it.each([0, Infinity])(
    'is never told of with maxHold: %p, nor when it has closed',
    async (off) => {
      const [endless, short] = [await begin(off), await begin(100)];
      endless.connection.hold();
      endless.time.advance(1_000_000);
      short.connection.hold();
      short.connection.reset();
      await short.connection.closed;
      short.time.advance(1_000);
      expect(told).toEqual([]);
      endless.connection.reset();
    },
  );
});
