import type { ConnectionError } from './ConnectionError';
import type { Lifecycle } from './Lifecycle';
import type { Output } from './Output';
import { SlowConsumerError } from './SlowConsumerError';
import { WriteAfterEndError } from './WriteAfterEndError';

/** Writes, unless there is a reason not to. Tells whether more may be written. */
export function send(life: Lifecycle, output: Output): boolean {
  const { socket, settings, writes } = life;
  if (socket.destroyed || life.cut) return false;
  if (socket.writableEnded)
    return fail(life, new WriteAfterEndError(`${life.name} was written to after its end`));
  life.wrote();
  const { hard } = settings.writeBuffer;
  const wasEmpty = writes.length === 0;
  const goOn = writes.write(output);
  // Of a large chunk that is under way the most may have been taken.
  if (wasEmpty || writes.length <= hard || writes.unsent <= hard) return goOn;
  const why = `has ${writes.unsent} bytes waiting, more than writeBuffer.hard (${hard})`;
  return fail(life, new SlowConsumerError(`${life.name} ${why}`));
}

function fail(life: Lifecycle, error: ConnectionError): false {
  life.abort({ type: 'failed', cause: error }, error);
  return false;
}
