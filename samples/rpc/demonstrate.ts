import type { Connection } from 'rxjs-sockets';
import type { Client } from './Client';

/** Calls the server, and then cuts the connection while one call waits. */
export async function demonstrate(client: Client, server: Connection): Promise<void> {
  const show = async (method: string, ...params: readonly number[]): Promise<void> => {
    const what = `${method}(${params.join(', ')})`;
    try {
      console.log(`${what}: ${String(await client.call(method, ...params))}`);
    } catch (error) {
      console.log(`${what} failed: ${String(error)}`);
    }
  };
  await Promise.all([show('wait', 200), show('wait', 100), show('add', 1, 2), show('sing')]);
  const lost = show('wait', 60_000);
  await show('add', 3, 4);
  server.reset();
  await lost;
}
