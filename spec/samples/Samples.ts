import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dialRaw } from '../support/dialRaw';
import { portOf } from '../support/portOf';
import { Program } from './Program';
import { Transcript } from './Transcript';

/** A sample that listens. */
export interface Server {
  readonly program: Program;
  readonly port: number;
}

/** A raw socket, and what it has got. */
export interface Peer {
  readonly socket: Socket;
  readonly heard: Transcript;
}

const project = resolve(__dirname, '../..');
const tsc = join(project, 'node_modules/typescript/bin/tsc');

/** The compiled samples, with all that was started of them and dialled. */
export class Samples {
  /** Is to the samples what a user's project is: they find the package there. */
  readonly folder = mkdtempSync(join(tmpdir(), 'samples-'));
  private readonly started: Program[] = [];
  private readonly dialled: Socket[] = [];

  private constructor() {
    copyFileSync(join(project, 'package.json'), join(this.folder, 'package.json'));
    symlinkSync(join(project, 'node_modules'), join(this.folder, 'node_modules'));
  }

  /** As `npm start` does it, but into a folder of its own. */
  static async compile(): Promise<Samples> {
    const samples = new Samples();
    const compile = (config: string, out: string): Program =>
      samples.start(tsc, '-p', join(project, config), '--outDir', join(samples.folder, out));
    const compilers = [
      compile('tsconfig.build.json', 'dist'),
      compile('tsconfig.run.json', 'build'),
    ];
    for (const { exit, out } of compilers) expect([await exit, out.text]).toEqual([0, '']);
    return samples;
  }

  /** Any program, to be stopped with the others. */
  start(file: string, ...args: string[]): Program {
    const program = new Program(file, ...args);
    this.started.push(program);
    return program;
  }

  /** A sample, by its name. */
  run(name: string, ...args: string[]): Program {
    return this.start(join(this.folder, `build/samples/${name}.js`), ...args);
  }

  /** A sample that listens on a port of the kernel's choice. */
  async serve(name: string, ...args: string[]): Promise<Server> {
    const program = this.run(name, '0', ...args);
    const [, port] = await program.out.says(/port: (\d+)/);
    return { program, port: Number(port) };
  }

  /** What a sample says that should listen on a port which is taken, and the code that it exits with. */
  async runOnTakenPort(name: string, ...args: string[]): Promise<[number | null, string]> {
    const taken = createServer().listen(0);
    await once(taken, 'listening');
    const { exit, err } = this.run(name, `${portOf(taken)}`, ...args);
    const code = await exit;
    taken.close();
    return [code, err.text];
  }

  async dial(port: number): Promise<Peer> {
    const socket = await dialRaw(port);
    this.dialled.push(socket);
    return { socket, heard: new Transcript(socket) };
  }

  /** Stops whatever was started, and drops whatever was dialled. */
  async stopAll(): Promise<void> {
    for (const socket of this.dialled.splice(0)) socket.destroy();
    for (const program of this.started.splice(0)) await program.kill();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
