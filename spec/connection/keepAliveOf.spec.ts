import { Socket } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { connect, keepAliveSupport } from 'rxjs-sockets';
import { keepAliveOf } from '../../lib/connection/keepAliveOf';
import { bind } from '../support/bind';
import { dialRaw } from '../support/dialRaw';

describe('keepAlive', () => {
  afterEach(() => jest.restoreAllMocks());

  it("is Node's own matter when it is a boolean", () => {
    expect(keepAliveOf({})).toBeUndefined();
    expect(keepAliveOf({ keepAlive: true })).toBeUndefined();
    expect(keepAliveOf({ keepAlive: false })).toBeUndefined();
  });

  it('is completed, and in whole seconds', () => {
    const libuvs = { interval: 1_000, count: 10 };
    expect(keepAliveOf({ keepAlive: {} })).toEqual({ ...libuvs, initialDelay: 60_000 });
    expect(keepAliveOf({ keepAlive: { initialDelay: 1 } })).toMatchObject({ initialDelay: 1_000 });
    expect(keepAliveOf({ keepAlive: { initialDelay: 2_001 } })).toMatchObject({
      initialDelay: 3_000,
    });
  });

  it('is what this Node can set, and says so once', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
    const asked = { initialDelay: 5_000, interval: 2_000, count: 3 };
    const { interval, count } = keepAliveSupport;
    const settled = {
      ...asked,
      ...(!interval && { interval: 1_000 }),
      ...(!count && { count: 10 }),
    };
    for (let i = 0; i < 2; i++) expect(keepAliveOf({ keepAlive: asked })).toEqual(settled);
    expect(warn.mock.calls).toEqual(
      count
        ? []
        : [
            [
              expect.stringMatching(
                /keepAlive\.interval and keepAlive\.count: .* 10 probes, 1000 ms/,
              ),
              { code: 'KEEP_ALIVE_UNSUPPORTED' },
            ],
          ],
    );
  });

  it('tells the truth of what this Node can set', () => {
    // It takes these as arguments, or doesn't.
    expect(keepAliveSupport.count).toBe(Socket.prototype.setKeepAlive.length > 2);
    expect(keepAliveSupport.interval).toBe(keepAliveSupport.count);
  });

  it('is set for all who are accepted, and for who is dialled', async () => {
    const set = jest.spyOn(Socket.prototype, 'setKeepAlive');
    const keepAlive = { initialDelay: 5_000 };
    const bound = await bind({ keepAlive });
    const peer = await dialRaw(bound.port);
    await bound.first();
    expect(set.mock.calls).toEqual([[true, 5_000, 1_000, 10]]);
    const options = { host: '127.0.0.1', port: bound.port, keepAlive: { initialDelay: 6_000 } };
    const connection = await firstValueFrom(connect(options));
    expect(set.mock.calls).toContainEqual([true, 6_000, 1_000, 10]);
    connection.reset();
    peer.destroy();
    bound.stop();
  });
});
