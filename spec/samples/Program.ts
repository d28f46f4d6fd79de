import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Transcript } from './Transcript';

/** A process of Node's, in a process group of its own: see whether anything of it is left. */
export class Program {
  readonly child: ChildProcess;
  readonly out: Transcript;
  readonly err: Transcript;
  readonly exit: Promise<number | null>;

  constructor(file: string, ...args: string[]) {
    const child = spawn(process.execPath, [file, ...args], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.out = new Transcript(child.stdout);
    this.err = new Transcript(child.stderr);
    this.exit = once(child, 'close').then(([code]) => code as number | null);
  }

  get isAlive(): boolean {
    try {
      return process.kill(-this.child.pid!, 0);
    } catch {
      return false;
    }
  }

  async kill(): Promise<void> {
    if (this.isAlive) process.kill(-this.child.pid!, 'SIGKILL');
    await this.exit;
  }
}
