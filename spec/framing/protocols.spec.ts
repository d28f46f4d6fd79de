import { type Codec, lengthPrefixed } from 'rxjs-sockets';
import { decode } from '../support/decode';

// Real messages of these protocols, with the options that docs/framing.md has for each.
const protocols: [string, Codec<Buffer, Uint8Array>, string, string][] = [
  [
    'DNS over TCP (RFC 1035, 4.2.2)',
    lengthPrefixed({ lengthBytes: 2 }),
    '000c 1234 0100 0000 0000 0000 0000',
    '1234 0100 0000 0000 0000 0000',
  ],
  [
    'PostgreSQL (ReadyForQuery)',
    lengthPrefixed({ offset: 1, adjustment: -4, strip: 0 }),
    '5a 00000005 49',
    '5a 00000005 49',
  ],
  [
    'MySQL (OK packet)',
    lengthPrefixed({ lengthBytes: 3, endian: 'little', adjustment: 1 }),
    '070000 02 00 00 00 0200 0000',
    '02 00 00 00 0200 0000',
  ],
  [
    'BGP-4 (KEEPALIVE, RFC 4271, 4.4)',
    lengthPrefixed({ offset: 16, lengthBytes: 2, includesHeader: true, strip: 0 }),
    'ffffffffffffffffffffffffffffffff 0013 04',
    'ffffffffffffffffffffffffffffffff 0013 04',
  ],
  [
    'Modbus TCP (read holding registers)',
    lengthPrefixed({ offset: 4, lengthBytes: 2, strip: 0 }),
    '0001 0000 0006 11 03 006b 0003',
    '0001 0000 0006 11 03 006b 0003',
  ],
];

const bytesOf = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex');

it.each(protocols)('frames of %s', (_, framing, sent, frame) => {
  const expected = bytesOf(frame).toString('latin1');
  const twice = Buffer.concat([bytesOf(sent), bytesOf(sent)]);
  expect(decode(framing.decoder(), [twice])).toEqual({ frames: [expected, expected] });
  expect(Buffer.concat(framing.encode(bytesOf(frame)))).toEqual(bytesOf(sent));
});
