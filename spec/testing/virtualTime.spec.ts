import { once } from 'node:events';
import { tap } from 'rxjs';
import { ResetError } from 'rxjs-sockets';
import {
  runSockets as run,
  simulate,
  SimulationError,
  type SocketHelpers,
  TestSocket,
} from 'rxjs-sockets/testing';

const runSockets = (test: (helpers: SocketHelpers) => void): void =>
  run(test, (actual, expected) => expect(actual).toEqual(expected));

/** What Node does later, and how many ms later that is. */
const later: Readonly<Record<string, readonly [number, (work: () => void) => void]>> = {
  nextTick: [0, (work) => process.nextTick(work)],
  queueMicrotask: [0, (work) => queueMicrotask(work)],
  setImmediate: [0, (work) => void setImmediate(work)],
  'setTimeout without a time': [1, (work) => void setTimeout(work)],
  setTimeout: [3, (work) => void setTimeout(work, 3)],
  setInterval: [
    3,
    (work) => {
      const timer = setInterval(() => {
        clearInterval(timer);
        work();
      }, 3);
    },
  ],
};

describe.each(Object.entries(later))('virtual time: %s', (_, [ms, schedule]) => {
  it('is when it is due', () => {
    runSockets(({ connection, expectWritten }) => {
      const peer = connection('-a--------#');
      peer.subscribe({ next: () => schedule(() => peer.write('later')), error: () => {} });
      expectWritten(peer).toBe(`-${'-'.repeat(ms)}w`, { w: 'later' });
    });
  });

  it('is seen by the simulator', () => {
    expect(() =>
      simulate({
        seed: 1,
        schedules: 50,
        scenario: (connection, { accuse }) =>
          connection.pipe(tap(() => schedule(() => accuse('a mistake')))),
      }),
    ).toThrow('a mistake');
  });
});

describe('virtual time', () => {
  it('goes on for as long as an interval does', () => {
    runSockets(({ connection, expectWritten, expectObservable }) => {
      const peer = connection('         10ms #');
      const timer = setInterval(() => peer.write('w'), 3);
      expectWritten(peer).toBe('        ---w--w--w');
      expectObservable(peer).toBe('     10ms #', undefined, ResetError);
      setTimeout(() => clearInterval(timer), 12);
    });
  });

  it('finds a timer of Node that is left behind', () => {
    const scenario = (connection: Parameters<Parameters<typeof simulate>[0]['scenario']>[0]) => {
      setInterval(() => connection.write('x'), 100).unref();
      return connection;
    };
    expect(() => simulate({ scenario, seed: 1, schedules: 10 })).toThrow(SimulationError);
  });

  it('has timers as Node has them', () => {
    runSockets(({ flush, scheduler }) => {
      const fired: unknown[] = [];
      const fire = (name: string): void => void fired.push([name, scheduler.now()]);
      const put = setTimeout(fire, 5, 'put off');
      expect([put.hasRef(), put.unref().hasRef(), put.ref().hasRef()]).toEqual([true, false, true]);
      setTimeout(() => put.refresh(), 3);
      clearTimeout(setTimeout(fire, 1, 'cleared'));
      clearImmediate(setImmediate(fire, 'cleared'));
      setTimeout(fire, 2 ** 31, 'too far');
      flush();
      expect(fired).toEqual([
        ['too far', 1],
        ['put off', 8],
      ]);
    });
  });

  it('leaves alone what was set before, but for who clears it', async () => {
    const fired: string[] = [];
    const [kept, cleared] = [
      setImmediate(() => fired.push('kept')),
      setImmediate(() => fired.push('cleared')),
    ];
    runSockets(({ flush }) => {
      clearImmediate(cleared);
      flush();
      expect(fired).toEqual([]);
    });
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect([fired, kept.hasRef()]).toEqual([['kept'], false]);
  });

  it('is over when a test is, also one that throws', () => {
    const names = [
      'queueMicrotask',
      'setImmediate',
      'setTimeout',
      'setInterval',
      'clearTimeout',
    ] as const;
    const before = [process.nextTick, ...names.map((name) => globalThis[name])];
    expect(() =>
      runSockets(() => {
        throw new Error('from within');
      }),
    ).toThrow('from within');
    expect([process.nextTick, ...names.map((name) => globalThis[name])]).toEqual(before);
  });

  it('gives way to the real ones in the hands of who has kept them', async () => {
    let kept: Pick<typeof globalThis, 'setImmediate' | 'setTimeout'> | undefined;
    let tick: typeof process.nextTick | undefined;
    runSockets(() => {
      kept = { setImmediate, setTimeout };
      tick = process.nextTick;
    });
    await new Promise<void>((resolve) => kept!.setTimeout(resolve, 1));
    await new Promise<void>((resolve) => kept!.setImmediate(resolve));
    await new Promise<void>((resolve) => tick!(resolve));
  });

  it('hands on what a run that throws has left to do', async () => {
    const socket = new TestSocket();
    socket.resume();
    await new Promise(setImmediate);
    expect(() =>
      runSockets(() => {
        socket.peer.send('x');
        throw new Error('from within');
      }),
    ).toThrow('from within');
    socket.peer.send('y');
    socket.peer.end();
    await once(socket, 'close');
    expect(socket.bytesRead).toBe(2);
  });

  it('is stopped by who waits for it without an end', () => {
    expect(() =>
      runSockets(({ connection }) => {
        connection('-a|').subscribe();
        const poll = (): void => void setImmediate(poll);
        poll();
      }),
    ).toThrow(/setImmediate was called 100000 times/);
  });

  it('goes on for a day behind what is drawn', () => {
    const twoDays = 2 * 86_400_000;
    runSockets(({ connection, expectObservable }) => {
      const peer = connection(`${twoDays}ms #`, {}, { abandonedTimeout: 0 });
      expectObservable(peer).toBe(`${twoDays}ms #`);
    });
  });

  it('leaves nothing behind where there is nothing, as in a browser', () => {
    const { setImmediate: original } = globalThis;
    Reflect.deleteProperty(globalThis, 'setImmediate');
    try {
      runSockets(() => expect(setImmediate).toBeDefined());
      expect('setImmediate' in globalThis).toBe(false);
    } finally {
      globalThis.setImmediate = original;
    }
  });
});
