import { FrameError } from './FrameError';
import type { Scanner } from './Scanner';

type State = 'between' | 'scalar' | 'nested' | 'text' | 'escape';

const code = (character: string): number => character.charCodeAt(0);
const codes = (characters: string): ReadonlySet<number> => new Set(Array.from(characters, code));

const WHITE = codes(' \t\n\r');
const SCALAR = codes('-0123456789tfn');
const BEHIND_SCALAR = codes(' \t\n\r{["');
const [QUOTE, BACKSLASH] = [code('"'), code('\\')];
const [BRACE, BRACKET] = [code('{'), code('[')];
const [BRACE_END, BRACKET_END] = [code('}'), code(']')];

/** Finds JSON values one after the other. What it finds may be none, but where that would end is certain. */
export class JsonScanner implements Scanner {
  private state: State = 'between';
  private depth = 0;
  private number = 0;

  begin(chunk: Buffer, from: number): number {
    let at = from;
    if (this.state === 'between') while (WHITE.has(chunk[at] ?? -1)) at++;
    return at;
  }

  end(chunk: Buffer, from: number): number {
    let at = from;
    if (this.state === 'between') this.open(chunk[at++] ?? -1);
    while (at < chunk.length) {
      if (this.state === 'nested') at = this.passNested(chunk, at);
      else if (this.state === 'text') at = this.passText(chunk, at);
      else if (this.state === 'escape') {
        this.state = 'text';
        at++;
      } else at = this.passScalar(chunk, at);
      if (this.isBetween()) return at;
    }
    return -1;
  }

  reset(): void {
    this.state = 'between';
    this.depth = this.number = 0;
  }

  private isBetween(): boolean {
    return this.state === 'between';
  }

  private open(byte: number): void {
    const number = ++this.number;
    if (byte === QUOTE) this.state = 'text';
    else if (SCALAR.has(byte)) this.state = 'scalar';
    else if (byte === BRACE || byte === BRACKET) {
      this.state = 'nested';
      this.depth = 1;
    } else throw new FrameError(`Value ${number} is no JSON at column 1`, { number, column: 1 });
  }

  private passNested(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === QUOTE) {
        this.state = 'text';
        return at + 1;
      }
      if (byte === BRACE || byte === BRACKET) this.depth++;
      else if ((byte === BRACE_END || byte === BRACKET_END) && --this.depth === 0) {
        this.state = 'between';
        return at + 1;
      }
    }
    return chunk.length;
  }

  private passText(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === BACKSLASH) {
        this.state = 'escape';
        return at + 1;
      }
      if (byte === QUOTE) {
        this.state = this.depth > 0 ? 'nested' : 'between';
        return at + 1;
      }
    }
    return chunk.length;
  }

  private passScalar(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++)
      if (BEHIND_SCALAR.has(chunk[at] ?? -1)) {
        this.state = 'between';
        return at;
      }
    return chunk.length;
  }
}
