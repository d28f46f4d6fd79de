import { fill } from '../support/fill';
import { pair } from '../support/pair';
import { record } from '../support/record';
import { until } from '../support/until';

describe('peerState', () => {
  it('is open until the peer ends its side, and stays ended when all is closed', async () => {
    const { connection, peer } = await pair();
    expect(connection.peerState).toBe('open');
    peer.end('bye');
    await until(() => connection.peerState !== 'open');
    expect(connection.peerState).toBe('ended');
    connection.end();
    peer.resume();
    record(connection);
    await connection.closed;
    expect(connection.peerState).toBe('ended');
  });

  it('is reset when the peer cuts the connection, also behind its end', async () => {
    for (const endsFirst of [false, true]) {
      const { connection, peer } = await pair();
      if (endsFirst) {
        peer.end();
        await connection.peerEnded;
        await until(() => peer.writableFinished);
      }
      peer.resetAndDestroy();
      await until(() => connection.peerState === 'reset');
      await connection.closed;
      expect(connection.peerState).toBe('reset');
    }
  });

  it('is reset as soon as this side cuts it', async () => {
    const { connection, peer } = await pair();
    connection.reset();
    expect(connection.peerState).toBe('reset');
    await connection.closed;
    expect(connection.peerState).toBe('reset');
    peer.destroy();
  });

  it('is unknown behind more unread bytes than are read ahead, until somebody reads', async () => {
    const pairOf = await pair();
    const { connection, peer } = pairOf;
    const hold = connection.hold();
    const sent = await fill(pairOf);
    expect(connection.peerState).toBe('unknown');
    peer.end();
    await until(() => peer.writableFinished);
    expect(connection.peerState).toBe('unknown');
    const { over } = record(connection);
    hold.unsubscribe();
    expect(await over).toBe('complete');
    expect(connection).toMatchObject({ peerState: 'ended', bytesRead: sent });
    connection.reset();
  });

  it('knows of a reset behind those without waiting for the close watch', async () => {
    const pairOf = await pair();
    await fill(pairOf);
    const { connection, peer } = pairOf;
    let closed = false;
    void connection.closed.then(() => (closed = true));
    peer.resetAndDestroy();
    await until(() => connection.peerState === 'reset');
    expect(closed).toBe(false);
    await connection.closed;
  });

  it('takes an end of ours for none of the peer', async () => {
    const { connection, peer } = await pair();
    connection.end();
    await until(() => connection.socket.writableFinished);
    expect(connection.peerState).toBe('open');
    peer.end();
    await connection.closed;
    expect(connection.peerState).toBe('ended');
  });

  it('of a connection whose socket was destroyed is reset', async () => {
    const { connection, peer } = await pair();
    connection.socket.destroy();
    await connection.closed;
    expect(connection.peerState).toBe('reset');
    peer.destroy();
  });
});
