import type { PolicyFrame } from '../PolicyFrame';
import type { PolicyWith } from '../PolicyWith';
import { textOf } from './textOf';

const ACK = 1;
/** 8 bytes long, of type 6, on stream 0. */
const HEADER = '\0\0\x08\x06';

/**
 * PINGs of HTTP/2 ([RFC 9113](https://www.rfc-editor.org/rfc/rfc9113#section-6.7)) by the rules of gRPC
 * ([keepalive](https://grpc.io/docs/guides/keepalive/), [A8](https://github.com/grpc/proposal/blob/master/A8-client-side-keepalive.md)):
 * a peer of whom no byte came for `time` is asked, not more often than every 10 s, and is dead when nothing comes for
 * `timeout`. PINGs of the peer are answered.
 *
 * Goes behind what makes whole frames of the chunks. PINGs, and the answers to ours, are taken out. Who asks too often is
 * told off with a GOAWAY (`ENHANCE_YOUR_CALM`, `too_many_pings`), and has to double its `time` for the next connection.
 *
 * @example
 * ```ts
 * const frames = connection.pipe(liveness(connection, grpcLike({ time: 60_000 })));
 * ```
 *
 * @param options.time in ms, at least 10,000 by A8; 0 is off
 * @param options.timeout in ms; default 20,000
 */
export function grpcLike({
  time,
  timeout = 20_000,
}: {
  readonly time: number;
  readonly timeout?: number | undefined;
}): PolicyWith<'answer' | 'probe', PolicyFrame> {
  return {
    answer: {
      match: (frame) => isPing(frame, 0),
      reply: (frame) => ping(ACK, textOf(frame).slice(9)),
    },
    probe: {
      after: time,
      frame: (id) => ping(0, opaque(id)),
      match: (frame, id) => isPing(frame, ACK) && textOf(frame).endsWith(opaque(id)),
      timeout,
      minGap: 10_000,
    },
  };
}

function isPing(frame: PolicyFrame, flags: number): boolean {
  if (frame.length !== 17) return false;
  const text = textOf(frame);
  return text.startsWith(HEADER) && (text.charCodeAt(4) & ACK) === flags;
}

function ping(flags: number, payload: string): Uint8Array {
  return Buffer.from(`${HEADER}${String.fromCharCode(flags)}\0\0\0\0${payload}`, 'latin1');
}

/** The number of a PING as its 8 bytes. */
function opaque(id: number): string {
  return String.fromCharCode(
    ...Array.from({ length: 8 }, (_, i) => Math.floor(id / 256 ** (7 - i)) % 256),
  );
}
