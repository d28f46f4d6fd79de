import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom, mergeMap, Subject, take, takeUntil, toArray } from 'rxjs';
import type * as Library from 'rxjs-sockets';
import { type Connection, listen } from 'rxjs-sockets';
import { Peers, type Order, type Step } from '../support/peers';
import { until } from '../support/until';
import { Witness } from '../support/Witness';

const COUNT = 2_000;
const KIB = 1024;
const MIB = 1024 * KIB;

let peers: Peers;
/** Stops listening, should a spec fail. */
const over = new Subject<void>();
beforeAll(() => {
  peers = new Peers();
});
afterEach(() => {
  over.next();
});
afterAll(() => {
  peers.stop();
});

interface Case {
  readonly scripts: Order['scripts'];
  readonly deaf?: boolean;
  /** Where to listen instead of a port. */
  readonly path?: string;
  /** A `listen` of another copy of the library. */
  readonly unmeasured?: typeof listen;
  /**
   * What this side does with each connection. It subscribes through the witness, at once or later; the peers are `gone`
   * when all of them have closed.
   */
  readonly serve: (connection: Connection, witness: Witness, gone: Promise<unknown>) => unknown;
}

/** The verdicts in words, each with how often it came, and how many bytes went each way in all. */
async function judge({ scripts, deaf = false, path, unmeasured = listen, serve }: Case): Promise<{
  verdicts: Record<string, number>;
  delivered: number;
  received: number;
}> {
  let delivered = 0;
  const describeEnd = async (connection: Connection): Promise<string> => {
    const witness = new Witness(connection);
    await serve(connection, witness, received);
    const [ending, last] = await Promise.all([connection.closed, witness.over]);
    delivered += witness.delivered;
    const type = ending.type === 'local' ? `local by ${ending.by}` : ending.type;
    const bytes =
      witness.wrong ??
      (witness.delivered === connection.bytesRead && witness.delivered === ending.bytesRead
        ? 'every byte'
        : `${witness.delivered} of ${ending.bytesRead} bytes`);
    return `${last}, ${type}, began ${ending.began}, ${ending.verified ? 'sure' : 'unsure'}, ${bytes}`;
  };

  let order!: (to: Order['to']) => void;
  const received = new Promise<Order['to']>((resolve) => (order = resolve)).then((to) =>
    peers.run({ to, count: COUNT, scripts, deaf }),
  );
  const ends = await lastValueFrom(
    unmeasured({
      ...(path === undefined ? { port: 0, host: '127.0.0.1' } : { path }),
      backlog: 4096,
      onListening: (to) => {
        order(typeof to === 'string' ? { path: to } : { host: to.address, port: to.port });
      },
    }).pipe(takeUntil(over), mergeMap(describeEnd), take(COUNT), toArray()),
  );
  const verdicts: Record<string, number> = {};
  for (const end of ends) verdicts[end] = (verdicts[end] ?? 0) + 1;
  return { verdicts, delivered, received: await received };
}

/** Reads on to the end, and only then ends its own side. */
const endAfterThem: Case['serve'] = (connection, witness) => {
  witness.subscribe(undefined, (last) => {
    if (last === 'complete') connection.end();
  });
};
const endFirst: Case['serve'] = (connection, witness) => {
  witness.subscribe();
  connection.end('bye');
};

const sizes = [0, 1, 17, 4 * KIB];
const total = (COUNT * sizes.reduce((sum, size) => sum + size)) / sizes.length;
/** The same after each of some sizes. */
const after = (...steps: Step[]): Step[][] => sizes.map((size) => [['send', size], ...steps]);
/** Cut while the bytes are on their way, and when the peer's kernel has taken them all. */
const mebibyteAndReset: Step[][] = [
  [['send', MIB], ['reset']],
  [['send', MIB], ['turn'], ['reset']],
  [['send', MIB], ['sent'], ['reset']],
];

const END = 'complete, end, began peer, sure, every byte';
const OUR_END = 'complete, local by end, began local, sure, every byte';
const RESET = 'ResetError, reset, began peer, sure, every byte';
const RESET_AFTER_OUR_END = 'ResetError, reset, began local, sure, every byte';
const RESET_AFTER_THEIR_END = 'complete, reset, began peer, sure, every byte';

describe.each<['before' | 'after', Step[], Case['serve'], end: string, reset: string]>([
  ['before', [], endAfterThem, END, RESET],
  ['after', [['ended']], endFirst, OUR_END, RESET_AFTER_OUR_END],
])('%s our own end', (when, first, serve, end, reset) => {
  const begin = (scripts: Step[][]): Step[][] => scripts.map((script) => [...first, ...script]);

  it('FIN', async () => {
    const { verdicts, delivered } = await judge({ scripts: begin(after(['end'])), serve });
    expect(verdicts).toEqual({ [end]: COUNT });
    expect(delivered).toBe(total);
  });

  it('close(2) with nothing unread, which is a FIN', async () => {
    const { verdicts, delivered } = await judge({ scripts: begin(after(['close'])), serve });
    expect(verdicts).toEqual({ [end]: COUNT });
    expect(delivered).toBe(total);
  });

  it('data and RST', async () => {
    const { verdicts, delivered } = await judge({ scripts: begin(after(['reset'])), serve });
    expect(verdicts).toEqual({ [reset]: COUNT });
    expect(delivered).toBe(total);
  });

  it('1 MiB and RST', async () => {
    const { verdicts, delivered } = await judge({ scripts: begin(mebibyteAndReset), serve });
    expect(verdicts).toEqual({ [reset]: COUNT });
    expect(delivered / COUNT).toBeGreaterThan(16 * KIB);
  });

  it('RST with nobody subscribed until all is over', async () => {
    const { verdicts, delivered } = await judge({
      scripts: begin(after(['reset'])),
      serve: async (connection, witness) => {
        if (when === 'after') connection.end('bye');
        await connection.closed;
        witness.subscribe();
      },
    });
    expect(verdicts).toEqual({ [reset]: COUNT });
    expect(delivered).toBe(total);
  });
});

describe('half-closed', () => {
  it('by them: all that we send behind their end arrives', async () => {
    const answer = Buffer.alloc(100 * KIB);
    const { verdicts, received } = await judge({
      scripts: after(['end']),
      serve: (connection, witness) => {
        witness.subscribe(undefined, () => {
          connection.end(answer);
        });
      },
    });
    expect(verdicts).toEqual({ [END]: COUNT });
    expect(received).toBe(COUNT * answer.length);
  });

  it('by us: all that they send behind our end arrives', async () => {
    const pieces: Step[] = Array.from(
      { length: 10 },
      () => [['send', 10 * KIB], ['turn']] as const,
    ).flat();
    const { verdicts, delivered } = await judge({
      scripts: [[['ended'], ...pieces, ['end']]],
      serve: endFirst,
    });
    expect(verdicts).toEqual({ [OUR_END]: COUNT });
    expect(delivered).toBe(COUNT * 100 * KIB);
  });
});

describe('close(2) with bytes of ours unread, to which the kernel of the peer adds a RST', () => {
  const unread = Buffer.alloc(KIB);

  it('before our own end', async () => {
    const { verdicts } = await judge({
      scripts: [[['heard'], ['close']]],
      deaf: true,
      serve: (connection, witness, gone) => {
        connection.write(unread);
        endAfterThem(connection, witness, gone);
      },
    });
    expect(verdicts).toEqual({ [RESET]: COUNT });
  });

  it('after our own end', async () => {
    const { verdicts } = await judge({
      scripts: [[['heard'], ['close']]],
      deaf: true,
      serve: (connection, witness) => {
        witness.subscribe();
        connection.end(unread);
      },
    });
    expect(verdicts).toEqual({ [RESET_AFTER_OUR_END]: COUNT });
  });

  it('after a FIN: the end completes, and our own end finds that it was cut since', async () => {
    const { verdicts } = await judge({
      scripts: [[['heard'], ['end'], ['turn'], ['close']]],
      deaf: true,
      serve: async (connection, witness, gone) => {
        witness.subscribe();
        connection.write(unread);
        await gone;
        await witness.over;
        connection.end();
      },
    });
    expect(verdicts).toEqual({ [RESET_AFTER_THEIR_END]: COUNT });
  });
});

describe('FIN, and RST later', () => {
  const scripts: Step[][] = [
    [['send', 10], ['end'], ['turn'], ['reset']],
    [['send', 10], ['end'], ['wait', 5], ['reset']],
  ];

  it('completes, and what we write then finds the reset', async () => {
    const { verdicts, delivered } = await judge({
      scripts,
      serve: async (connection, witness, gone) => {
        witness.subscribe();
        await gone;
        await witness.over;
        connection.end('too late');
      },
    });
    expect(verdicts).toEqual({ [RESET_AFTER_THEIR_END]: COUNT });
    expect(delivered).toBe(COUNT * 10);
  });

  it('completes for somebody who comes behind both', async () => {
    const { verdicts, delivered } = await judge({
      scripts,
      serve: async (connection, witness, gone) => {
        await gone;
        await until(() => connection.socket.readableEnded);
        connection.end('too late');
        await connection.closed;
        witness.subscribe();
      },
    });
    expect(verdicts).toEqual({ [RESET_AFTER_THEIR_END]: COUNT });
    expect(delivered).toBe(COUNT * 10);
  });
});

describe('over a Unix socket', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verdicts-'));
  const path = join(folder, 'socket');
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('their end first', async () => {
    const scripts = after(['end']);
    const { verdicts, delivered } = await judge({ scripts, serve: endAfterThem, path });
    expect(verdicts).toEqual({ [END]: COUNT });
    expect(delivered).toBe(total);
  });

  it('our end first', async () => {
    const scripts = after(['end']).map((script): Step[] => [['ended'], ...script]);
    const { verdicts, delivered } = await judge({ scripts, serve: endFirst, path });
    expect(verdicts).toEqual({ [OUR_END]: COUNT });
    expect(delivered).toBe(total);
  });
});

describe('where resets are masked and asking again was never measured', () => {
  const { platform, versions } = process;
  let unmeasured: typeof listen;
  beforeAll(() => {
    pretend({ platform: 'darwin', versions: { ...versions, uv: '1.51.0' } });
    jest.isolateModules(() => {
      ({ listen: unmeasured } = jest.requireActual<typeof Library>('rxjs-sockets'));
    });
  });
  afterAll(() => {
    pretend({ platform, versions });
  });

  function pretend(that: Partial<NodeJS.Process>): void {
    for (const [name, value] of Object.entries(that))
      Object.defineProperty(process, name, { value: value as unknown, configurable: true });
  }

  it('an end is not vouched for', async () => {
    const { verdicts } = await judge({ scripts: after(['end']), serve: endAfterThem, unmeasured });
    expect(verdicts).toEqual({ [END.replace('sure', 'unsure')]: COUNT });
  });

  it('a reset that was seen is one', async () => {
    const { verdicts } = await judge({
      scripts: after(['reset']),
      serve: endAfterThem,
      unmeasured,
    });
    expect(verdicts).toEqual({ [RESET]: COUNT });
  });
});
