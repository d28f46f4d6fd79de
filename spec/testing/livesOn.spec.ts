import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { compiled } from '../support/compiled';

/** What a process that does this has printed when it ended by itself. */
function printed(library: string, program: string): string {
  const testing = join(dirname(library), 'testing/index.js');
  const code = `
    const { connect, idleTimeout, listen } = require(${JSON.stringify(library)});
    const { memory, runSockets, socketPair, TestSocket } = require(${JSON.stringify(testing)});
    ${program}`;
  return execFileSync(process.execPath, ['-e', code], {
    cwd: join(__dirname, '../..'),
    encoding: 'utf8',
    timeout: 10_000,
  });
}

/** In real time a process has nothing to wait for but these: they keep it alive as those of a network do. */
describe('a socket in memory', () => {
  let library: string;
  beforeAll(() => (library = compiled()));

  it.each([
    [
      'has a process live on until it is closed',
      `const socket = new TestSocket();
      socket.setTimeout(50, () => socket.destroy());
      socket.on('close', () => console.log('closed'));`,
      'closed\n',
    ],
    [
      'does so for deadlines of an operator',
      `socketPair().client.pipe(idleTimeout(50)).subscribe({ error: ({ name }) => { console.log(name); process.exit() } });`,
      'IdleTimeoutError\n',
    ],
    [
      'does not without a reference',
      `const socket = new TestSocket().unref();
      process.on('exit', () => console.log('left', socket.destroyed));
      setTimeout(() => console.log('never'), 60_000).unref();`,
      'left false\n',
    ],
    [
      'does so for what is under way, without a reference',
      `const socket = new TestSocket().unref();
      socket.peer.stop();
      socket.write('waits', () => console.log('sent'));
      setTimeout(() => socket.peer.drain(), 50).unref();`,
      'sent\n',
    ],
    [
      'goes on when a callback throws',
      `process.on('uncaughtException', () => console.log('thrown'));
      const socket = new TestSocket();
      socket.peer.stop();
      socket.write('first', () => { throw new Error('from a callback') });
      setTimeout(() => socket.peer.drain(), 20).unref();
      setTimeout(() => socket.write('second', () => { console.log('sent'); socket.destroy() }), 50);`,
      'thrown\nsent\n',
    ],
    [
      'does so as well when there was one within a test in virtual time',
      `let first;
      runSockets(() => { first = new TestSocket().resume() });
      const socket = new TestSocket().resume();
      socket.on('close', () => { console.log('closed'); first.destroy() });
      setTimeout(() => socket.peer.end(), 50).unref();`,
      'closed\n',
    ],
    [
      'does so as a listener, until it listens no more',
      `const transport = memory();
      const server = listen({ port: 7, transport }).subscribe();
      setTimeout(() => { console.log('stops'); server.unsubscribe() }, 50).unref();`,
      'stops\n',
    ],
  ])('%s', (_, program, expected) => {
    expect(printed(library, program)).toBe(expected);
  });
});
