/**
 * Deliberate mistakes in the library, as changes of what it is compiled to: `from` is there once, and becomes `to`.
 * `when: 'masked'` is no mistake where libuv tells resets from ends.
 */
export const mutants = [
  {
    name: 'a second last event',
    file: 'socket/Audience.js',
    from: '            this.tell(last, sink);',
    to: '            (this.tell(last, sink), this.tell(last, sink));',
  },
  {
    name: 'bytes after the last event',
    file: 'socket/Audience.js',
    from: '            this.tell(last, sink);',
    to: '            (this.tell(last, sink), sink.next(Buffer.from("x")));',
  },
  {
    name: 'bytes to who has left',
    file: 'socket/Audience.js',
    from: 'this.sinks = without(sinks);',
    to: '',
  },
  {
    name: 'a hold left behind by the close',
    file: 'connection/Lifecycle.js',
    from: '        this.reads.release();\n        this.holding?.stop();',
    to: '        this.holding?.stop();',
  },
  {
    name: 'a hold left behind by pacedMap',
    file: 'flow/PacedSubscriber.js',
    from: 'this.lanes.release();',
    to: '',
  },
  {
    name: 'bytes delivered while held',
    file: 'socket/Reads.js',
    from: 'return this.observed && !this.held;',
    to: 'return this.observed;',
  },
  {
    name: 'the timer of the idle timeout left behind',
    file: 'liveness/IdleSubscriber.js',
    from: 'stop() {',
    to: 'stop() { return;',
  },
  {
    name: 'the timer of the heartbeat left behind',
    file: 'liveness/HeartbeatSubscriber.js',
    from: 'stop() {',
    to: 'stop() { return;',
  },
  {
    name: 'the deadlines left behind by the close',
    file: 'connection/Lifecycle.js',
    from: 'this.deadlines?.unsubscribe();',
    to: '',
  },
  {
    name: 'the wait for a reader left behind by the close',
    file: 'connection/Lifecycle.js',
    from: '    closed() {\n        this.deadlines?.unsubscribe();\n        this.abandonment?.stop();',
    to: '    closed() {\n        this.deadlines?.unsubscribe();',
  },
  {
    name: 'bytes lost while nobody is subscribed',
    file: 'socket/Reads.js',
    from: 'else if (!this.last) {',
    to: 'else if (!this.last && this.observed) {',
  },
  {
    name: 'bytes that overtake those that wait',
    file: 'socket/Reads.js',
    from: 'this.flowing = this.delivering && !waiting && !this.flushing;',
    to: 'this.flowing = this.delivering;',
  },
  {
    name: 'bytes put back behind the others',
    file: 'socket/ByteQueue.js',
    from: 'this.chunks.unshift(chunk);',
    to: 'this.chunks.push(chunk);',
  },
  {
    name: 'bytes put back and given to who has had them',
    file: 'socket/Audience.js',
    from: 'const heirs = sinks.filter((sink) => !recipients.includes(sink));',
    to: 'const heirs = sinks;',
  },
  {
    name: 'the end told before the last bytes',
    file: 'socket/Reads.js',
    from: 'while (this.delivering && (',
    to: 'while (this.delivering && !this.last && (',
  },
  {
    name: 'what Node has read ahead lost at a reset',
    file: 'socket/Backlog.js',
    from: 'if (chunk === null)',
    to: 'if (true)',
  },
  {
    name: 'a reset taken for an end',
    file: 'connection/Lifecycle.js',
    from: "this.reads.finish({ kind: 'E', error: this.failure });",
    to: "this.reads.finish({ kind: 'C' });",
  },
  {
    name: 'a reset called an end',
    file: 'connection/endingOf.js',
    from: "type: 'reset', cause: failure",
    to: "type: 'end'",
  },
  {
    name: 'a reset that libuv masks taken for an end',
    file: 'socket/confirmEnd.js',
    from: 'handle.onread = onread;',
    to: '',
    when: 'masked',
  },
  {
    name: 'a timeout of the kernel called a reset',
    file: 'connection/endingOf.js',
    from: "type: 'timeout', cause: failure",
    to: "type: 'reset', cause: failure",
  },
  {
    name: 'a cut that nobody looks for',
    file: 'socket/closeWatch.js',
    from: 'if (this.watches.size === 1)',
    to: 'if (false)',
  },
  {
    name: 'two outcomes of a connection',
    file: 'server/serveEach.js',
    from: 'subscriber.next({ connection, ending, ...how });',
    to: 'subscriber.next({ connection, ending, ...how }); subscriber.next({ connection, ending, ...how });',
  },
  {
    name: 'no outcome of a pipeline that failed',
    file: 'server/serveEach.js',
    from: "settle({ pipeline: 'failed', error });\n                connection.reset(error);",
    to: 'connection.reset(error);',
  },
  {
    name: 'output that is lost behind a full queue',
    file: 'socket/Writes.js',
    from: 'if (bytes.length > 0)\n            this.gather(bytes);',
    to: '',
  },
  {
    name: 'the end of pacedMap before that of its work',
    file: 'flow/PacedSubscriber.js',
    from: 'this.isDone && this.active === 0 && this.queue.length === 0',
    to: 'this.isDone && this.queue.length === 0',
  },
  {
    name: 'a line that loses its first letter',
    file: 'framing/TextLinesDecoder.js',
    from: 'from = lf + 1;',
    to: 'from = lf + 2;',
  },
];
