import { bind } from './bind';

/** A free port to listen on later. No client elsewhere is given it meanwhile: those come from the range above. */
export async function freePort(): Promise<number> {
  for (;;)
    try {
      const { port, stop } = await bind({ port: 10_000 + Math.floor(Math.random() * 20_000) });
      stop();
      return port;
    } catch {
      // In use; the next may not be.
    }
}
