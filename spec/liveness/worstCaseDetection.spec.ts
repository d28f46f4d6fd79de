import {
  heartbeatLines,
  type LivenessPolicy,
  OptionError,
  worstCaseDetection,
  type WorstCaseOptions,
} from 'rxjs-sockets';

/** Of Linux; measured. */
const RETRANSMISSION = process.platform === 'linux' ? 938_000 : Infinity;

describe('worstCaseDetection', () => {
  const never = Infinity;
  const bytes = 'x';
  const cases: [string, LivenessPolicy<never>, WorstCaseOptions, (number | string)[]][] = [
    ['nothing', {}, {}, [never, RETRANSMISSION, never, never, 0, 0]],
    ['nothing, held', {}, { held: true }, [never, RETRANSMISSION + 500, never, never, 500, never]],
    ['heartbeatLines', heartbeatLines(), {}, [30_000, 30_000, 30_000, 30_000, 0, 0]],
    [
      'heartbeatLines, held',
      heartbeatLines(),
      { held: true },
      [RETRANSMISSION + 10_500, RETRANSMISSION + 500, never, never, 500, never],
    ],
    [
      'an expectation with tolerance, margin and a longer first',
      { expect: { within: 1_000, tolerance: 2, margin: 300, first: 5_000 } },
      {},
      [5_000, 5_000, 5_000, 5_000, 0, 0],
    ],
    [
      'a probe behind an expectation',
      { expect: { within: 10_000, margin: 500 }, probe: { frame: bytes, timeout: 2_000 } },
      {},
      [12_500, 12_500, 12_500, 12_500, 0, 0],
    ],
    [
      'probes of their own, far apart',
      { probe: { after: 1_000, frame: bytes, timeout: 100, attempts: 3, minGap: 4_000 } },
      {},
      [12_100, 12_100, 12_100, 12_100, 0, 0],
    ],
    [
      'a probe behind an expectation with a first',
      {
        expect: { within: 1_000, first: 60_000 },
        probe: { frame: bytes, timeout: 100 },
      },
      {},
      [60_000, 60_000, 60_000, 60_000, 0, 0],
    ],
    [
      'a probe beside an expectation with a first',
      {
        expect: { within: 60_000, first: 120_000 },
        probe: { after: 1_000, frame: bytes, timeout: 100 },
      },
      {},
      [120_000, 120_000, 120_000, 120_000, 0, 0],
    ],
    [
      'a probe that is waited for for ever',
      { expect: { within: 1_000 }, probe: { frame: bytes, timeout: 0 } },
      {},
      [never, RETRANSMISSION, never, never, 0, 0],
    ],
    [
      'a probe that is waited for for longer than it is put off',
      { probe: { after: 10_000, frame: bytes, timeout: 20_000 } },
      {},
      [30_000, 40_000, 30_000, 40_000, 0, 0],
    ],
    [
      'a margin that is learned',
      { expect: { within: 1_000, margin: {} } },
      {},
      [never, RETRANSMISSION, never, never, 0, 0],
    ],
    [
      'a margin that is learned, beside a probe',
      {
        expect: { within: 1_000, margin: {} },
        probe: { after: 1_000, frame: bytes, timeout: 200 },
      },
      {},
      [1_200, 1_200, 1_200, 1_200, 0, 0],
    ],
    [
      'a probe without an expectation or a time of its own',
      { probe: { frame: bytes, timeout: 100 } },
      {},
      [never, RETRANSMISSION, never, never, 0, 0],
    ],
    ['writeStall', { writeStall: 16_000 }, {}, [never, 16_750, never, 16_750, 0, 0]],
    [
      'writeStall, held',
      { writeStall: 160 },
      { held: true },
      [never, 167.5, never, 167.5, 500, never],
    ],
    [
      'keepalive',
      {},
      { keepAlive: { initialDelay: 9_500 } },
      [20_000, RETRANSMISSION, never, never, 0, 0],
    ],
    [
      'keepalive, held',
      {},
      { keepAlive: { initialDelay: 10_000 }, held: true },
      [20_500, RETRANSMISSION + 500, never, never, 500, never],
    ],
    [
      'keepalive that our own heartbeats put off',
      { send: { every: 5_000, frame: bytes } },
      { keepAlive: {} },
      [RETRANSMISSION + 5_000, RETRANSMISSION, never, never, 0, 0],
    ],
  ];

  it.each(cases)('%s', (_, policy, options, expected) => {
    const worst = worstCaseDetection(policy, options);
    const { crashIdle, crashWriting, stopped, stoppedWriting, reset, halfClosed } = worst;
    expect([crashIdle, crashWriting, stopped, stoppedWriting, reset, halfClosed]).toEqual(expected);
  });

  it('knows what the kernel of Linux does by default', () => {
    const { crashIdle } = worstCaseDetection({}, { keepAlive: true });
    expect(crashIdle).toBe(process.platform === 'linux' ? 7_875_000 : never);
  });

  it('throws what liveness would throw', () => {
    const policies: LivenessPolicy[] = [
      { expect: { within: -1 } },
      { probe: { frame: 'P', timeout: 1, attempts: NaN } },
      { probe: { frame: 'P', timeout: 1, minGap: -1 } },
      { send: { every: 1, frame: 5 as never } },
    ];
    for (const policy of policies) expect(() => worstCaseDetection(policy)).toThrow(OptionError);
  });
});
