import { type ChildProcess, fork } from 'node:child_process';

/** What is answered to the questions of {@link UnderTest.ask}; each may take its time. */
export type Answers = Readonly<Record<string, (argument: never) => unknown>>;

/**
 * A process of its own for what is measured, so that its CPU and its heap are nobody else's. The load comes from the
 * process that starts it, which nobody measures.
 */
export class UnderTest {
  private readonly child: ChildProcess;

  /** Runs the same benchmark file again, where {@link answer} takes the place of measuring. */
  constructor() {
    this.child = fork(process.argv[1]!, { execArgv: ['--expose-gc'] });
  }

  ask<Answer = void>(question: string, argument?: unknown): Promise<Answer> {
    const { child } = this;
    return new Promise((resolve, reject) => {
      const exited = (code: number | null): void => {
        reject(new Error(`the process under test exited with ${code} instead of an answer`));
      };
      child.once('exit', exited).once('message', (message) => {
        child.off('exit', exited);
        resolve((message as { answer: Answer }).answer);
      });
      child.send({ question, argument });
    });
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }
}

/** Whether this is such a process, which is to {@link answer}. */
export const isUnderTest = process.send !== undefined;

/** Answers, for as long as the process that measures lives. */
export function answer(answers: Answers): void {
  process
    .on('disconnect', () => process.exit())
    .on('message', ({ question, argument }: { question: string; argument: never }) => {
      void Promise.resolve(answers[question]?.(argument)).then((answer) =>
        process.send?.({ answer }),
      );
    });
}
