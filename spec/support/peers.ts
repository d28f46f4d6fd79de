import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/**
 * What a peer does next: sends so many bytes of the pattern, waits for so many ms, for a turn of its loop, until its kernel
 * has taken all that it `sent`, until it `heard` something or we `ended`; ends its side, closes without a word, resets.
 */
export type Step =
  | readonly ['send' | 'wait', number]
  | readonly ['turn' | 'sent' | 'heard' | 'ended' | 'end' | 'close' | 'reset'];

/** What a number of peers are to do. Each is one connection. */
export interface Order {
  readonly to: { readonly port: number; readonly host: string } | { readonly path: string };
  readonly count: number;
  /** How many at a time; default 50. */
  readonly atOnce?: number;
  /** They take turns with these. */
  readonly scripts: readonly (readonly Step[])[];
  /** They read one byte and leave the rest to their kernel. */
  readonly deaf?: boolean;
}

/** A process full of peers. */
export class Peers {
  private readonly child: ChildProcess = fork(join(__dirname, 'peersProcess.mjs'));
  private readonly asked: ((answer: number) => void)[] = [];

  constructor() {
    this.child.on('message', ({ id, answer }: { id: number; answer: number }) =>
      this.asked[id]?.(answer),
    );
  }

  /** Resolves when all their sockets have closed, with the number of bytes that they received. */
  run(order: Order): Promise<number> {
    return this.ask({ order });
  }

  /** Listens, has those who dial take turns with the scripts, and resolves with the port. */
  serve(scripts: Order['scripts']): Promise<number> {
    return this.ask({ serve: scripts });
  }

  stop(): void {
    this.child.kill();
  }

  private ask(what: { order: Order } | { serve: Order['scripts'] }): Promise<number> {
    return new Promise((resolve) => {
      const id = this.asked.push(resolve) - 1;
      this.child.send({ id, ...what });
    });
  }
}
