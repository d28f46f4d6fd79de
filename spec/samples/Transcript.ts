import type { Readable } from 'node:stream';

/** What a stream has said so far, as text. */
export class Transcript {
  text = '';
  private readonly waiting = new Set<() => void>();

  constructor(stream: Readable) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      this.text += part;
      for (const look of this.waiting) look();
    });
  }

  /** Waits until this has been said. */
  async says(what: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      const look = (): void => {
        const match = what.exec(this.text);
        if (!match) return;
        this.waiting.delete(look);
        resolve(match);
      };
      this.waiting.add(look);
      look();
    });
  }
}
