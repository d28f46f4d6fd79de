import { channel } from 'node:diagnostics_channel';

/** Where holds are told of that last for too long. */
export const holdChannel = channel('rxjs-sockets.hold');
