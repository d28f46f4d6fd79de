import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { keepAliveSupport } from 'rxjs-sockets';
import { compiled } from '../support/compiled';
import { Hosts } from '../support/Hosts';

const programs: ChildProcess[] = [];

function on(host: string, ...args: string[]): ChildProcess {
  const program = spawn('ip', ['netns', 'exec', host, process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  programs.push(program);
  return program;
}

/** The objects that a program prints, a line each. */
async function* lines(program: ChildProcess): AsyncGenerator<Record<string, unknown>> {
  let rest = '';
  for await (const chunk of program.stdout!) {
    const all = (rest + String(chunk)).split('\n');
    rest = all.pop()!;
    for (const line of all) yield JSON.parse(line) as Record<string, unknown>;
  }
}

(Hosts.canBeMade('kernelTimeout.spec.ts') ? describe : describe.skip)(
  'a peer whose host is gone',
  () => {
    let hosts: Hosts;
    beforeAll(() => {
      hosts = new Hosts();
    });
    afterAll(() => {
      for (const program of programs) program.kill('SIGKILL');
      hosts.remove();
    });

    it('is a KernelTimeoutError once keepalive goes unanswered, also with nobody subscribed', async () => {
      const { near, nearAddress, far } = hosts;
      const server = on(
        near,
        join(__dirname, '../support/tellEndings.cjs'),
        compiled(),
        nearAddress,
      );
      const said = lines(server);
      const { port } = (await said.next()).value as { port: number };
      const dial = `for (let i = 0; i < 2; i++) net.connect(${port}, '${nearAddress}').on('error', () => {})`;
      on(far, '-e', `const net = require('node:net'); ${dial}`);
      expect([await said.next(), await said.next()]).toMatchObject([
        { value: { accepted: 0 } },
        { value: { accepted: 1 } },
      ]);
      hosts.cut();
      const start = performance.now();

      const endings: Record<string, unknown>[] = [];
      for await (const line of said) endings.push(line);
      // A second of silence, and one for each question; 10 are asked by a Node that can't be told how many.
      const due = keepAliveSupport.count ? 3_000 : 11_000;
      expect(performance.now() - start).toBeGreaterThan(due - 1_500);
      expect(performance.now() - start).toBeLessThan(due + 4_000);
      endings.sort((a, b) => Number(a.closed) - Number(b.closed));
      const ending = {
        type: 'timeout',
        began: 'network',
        verified: true,
        code: 'ERR_KERNEL_TIMEOUT',
      };
      expect(endings).toMatchObject([
        { ...ending, closed: 0, last: 'KernelTimeoutError' },
        { ...ending, closed: 1 },
      ]);
      expect(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']).toContain(endings[0]!.system);
    }, 60_000);
  },
);
