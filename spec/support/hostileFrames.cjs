// Sends decoders what nobody means well with, and tells what became of it and of the memory. hostile.spec.ts forks it.
//   node --expose-gc hostileFrames.cjs <library> <what>
const { gc } = globalThis;
const [library, what] = process.argv.slice(2);
const {
  ConnectionError,
  lengthPrefixed,
  lines,
  netstrings,
  octetCounted,
  varintPrefixed,
} = require(library);

const MIB = 1_048_576;
const ignore = () => undefined;

/** A length as so many bytes, the largest first. */
function big(length, bytes) {
  const header = Buffer.alloc(bytes);
  for (let i = bytes - 1, rest = BigInt(length); i >= 0; i--, rest >>= 8n)
    header[i] = Number(rest & 255n);
  return header;
}

/** A length as a varint, on and on. */
function varint(length) {
  const bytes = [];
  let rest = BigInt(length);
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  return Buffer.of(...bytes, Number(rest));
}

const lengths = [2n ** 31n - 1n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 64n - 1n];
const headers = [
  ...lengths.slice(0, 2).map((length) => [lengthPrefixed(), big(length, 4)]),
  ...lengths.map((length) => [lengthPrefixed({ lengthBytes: 8 }), big(length, 8)]),
  ...lengths.map((length) => [
    lengthPrefixed({ lengthBytes: 8, maxFrameLength: 0 }),
    big(length + 2n ** 63n, 8),
  ]),
  // Less than nothing once it is adjusted.
  [lengthPrefixed({ adjustment: -10 }), big(5, 4)],
  [lengthPrefixed({ includesHeader: true }), big(3, 4)],
  ...lengths.map((length) => [varintPrefixed(), varint(length)]),
  // Longer than needed, and without an end.
  [varintPrefixed(), Buffer.of(0x81, 0x00)],
  [varintPrefixed(), Buffer.alloc(11, 0x80)],
  ...lengths.map((length) => [octetCounted(), Buffer.from(`${length} `)]),
  ...lengths.map((length) => [netstrings(), Buffer.from(`${length}:`)]),
  [netstrings(), Buffer.from('-1:')],
  [octetCounted(), Buffer.alloc(100, '9')],
];

const scenarios = {
  headers() {
    const codes = {};
    const decoders = [];
    const send = (count) => {
      for (let i = 0; i < count; i++) {
        const [framing, header] = headers[i % headers.length];
        const decoder = framing.decoder();
        decoders.push(decoder);
        try {
          decoder.push(header, ignore);
          codes.none = (codes.none ?? 0) + 1;
        } catch (error) {
          const code = error instanceof ConnectionError ? error.code : String(error);
          codes[code] = (codes[code] ?? 0) + 1;
        }
      }
    };
    // What code and the heap need at first isn't for the headers.
    send(2_000);
    decoders.length = 0;
    for (const code of Object.keys(codes)) delete codes[code];
    gc();
    const before = process.memoryUsage().rss;
    send(10_000);
    const after = process.memoryUsage().rss;
    return { codes, mib: (after - before) / MIB, kept: decoders.length };
  },

  endless() {
    const chunk = Buffer.alloc(65_536, 'x');
    const found = {};
    for (const onOversize of ['fail', 'skip']) {
      const decoder = lines({ onOversize }).decoder();
      let sent = 0;
      let most = 0;
      try {
        while (sent < 1_024 * MIB) {
          sent += chunk.length;
          decoder.push(chunk, ignore);
          most = Math.max(most, decoder.buffered);
        }
        found[onOversize] = { sent, most };
      } catch (error) {
        found[onOversize] = { sent, most, code: error.code };
      }
    }
    return found;
  },

  bytes() {
    const decoders = Array.from({ length: 100 }, () => lines({ maxLength: MIB }).decoder());
    const used = () => {
      gc();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const send = (count) => {
      for (let i = 0; i < count; i++)
        // In memory of its own each, as Node hands them out.
        for (const decoder of decoders) decoder.push(Buffer.allocUnsafeSlow(1).fill('x'), ignore);
    };
    send(100);
    for (const decoder of decoders) decoder.reset();
    const before = used();
    send(100_000);
    const after = used();
    return { each: (after - before) / decoders.length, buffered: decoders[0].buffered };
  },
};

console.log(JSON.stringify(scenarios[what]()));
