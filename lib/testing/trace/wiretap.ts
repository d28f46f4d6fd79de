import type { Socket } from 'node:net';

/** Who hears what goes over a socket. */
export interface Eavesdropper {
  /** Bytes have come. */
  came(bytes: Uint8Array): void;
  /** The peer has ended its side. */
  ended(): void;
  /** Bytes go to the kernel. */
  went(bytes: Uint8Array): Sent;
  /** It has taken all that was written. */
  drained(): void;
  /** Our side ends. */
  finished(): void;
}

/** Who hears what becomes of one write. */
export interface Sent {
  /** It isn't taken at once. */
  waits(): void;
  /** It was not taken. */
  failed(): void;
}

type Done = (error?: Error | null) => void;
interface Piece {
  readonly chunk: Uint8Array | string;
  readonly encoding?: BufferEncoding;
}
interface Streams {
  push(chunk: Uint8Array | null, encoding?: BufferEncoding): boolean;
  _write(chunk: Piece['chunk'], encoding: BufferEncoding, done: Done): void;
  _writev(pieces: readonly Piece[], done: Done): void;
  _final(done: Done): void;
}

/**
 * Listens to what Node's own code hands to the streams of a socket and takes from them: below all buffers, so that bytes are seen when they
 * come, whether or not anybody reads, and when they go. A listener on `'data'` would start nothing either, but would miss what is read
 * ahead when the socket fails.
 *
 * @returns stops listening
 */
export function wiretap(socket: Socket, by: Eavesdropper): () => void {
  const streams = socket as unknown as Streams;
  let underWay = 0;
  let isOver = false;
  /** Writes, of which the streams of some sockets make another call of theirs. */
  const write = (pieces: readonly Piece[], done: Done, call: (done: Done) => void): void => {
    const parts = pieces.map(bytesOf);
    const bytes = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    if (isOver || underWay > 0 || bytes.length === 0) {
      call(done);
      return;
    }
    underWay++;
    const sent = by.went(bytes);
    call((error) => {
      underWay--;
      // A socket that is destroyed gives up what is under way, of which newer versions of Node say so.
      if (error && (error as NodeJS.ErrnoException).code !== 'ECANCELED') sent.failed();
      // Who hears that it was taken may write on, from within.
      done(error);
      // What a socket had to give up when it was destroyed is no error to Node.
      if (!error && !socket.destroyed && socket.writableLength === 0) by.drained();
    });
    if (underWay > 0) sent.waits();
  };
  const stops = [
    replace(streams, 'push', (push) => (chunk, encoding) => {
      if (chunk && !isOver) by.came(chunk);
      else if (!isOver) by.ended();
      return push(chunk, encoding);
    }),
    replace(streams, '_write', (original) => (chunk, encoding, done) => {
      write([{ chunk, encoding }], done, (told) => original(chunk, encoding, told));
    }),
    replace(streams, '_writev', (original) => (pieces, done) => {
      write(pieces, done, (told) => original(pieces, told));
    }),
    replace(streams, '_final', (final) => (done) => {
      if (!isOver) by.finished();
      final(done);
    }),
  ];
  return () => {
    isOver = true;
    for (const stop of stops) stop();
  };
}

function replace<Name extends keyof Streams>(
  streams: Streams,
  name: Name,
  by: (original: Streams[Name]) => Streams[Name],
): () => void {
  const before = Object.getOwnPropertyDescriptor(streams, name);
  const ours = by(streams[name].bind(streams) as Streams[Name]);
  Object.defineProperty(streams, name, { value: ours, configurable: true, writable: true });
  return () => {
    // Somebody else may have done the same since, and calls this one.
    if (streams[name] !== ours) return;
    if (before) Object.defineProperty(streams, name, before);
    else Reflect.deleteProperty(streams, name);
  };
}

function bytesOf({ chunk, encoding }: Piece): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
}
