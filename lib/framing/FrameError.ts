import { ConnectionError } from '../connection/ConnectionError';

/** Where in the stream a bad frame is, where that is known. */
export interface FramePlace {
  /** Which frame of the stream it is, from 1 on: of lines the number of the line. */
  readonly number?: number | undefined;
  /** Which character of it is the first bad one, from 1 on. */
  readonly column?: number | undefined;
}

/** The peer sent what is no frame, or what was to be sent isn't one. */
export class FrameError extends ConnectionError {
  static override readonly code: string = 'ERR_FRAME';
  /** Which frame of the stream it is, from 1 on, where that is counted. */
  readonly number: number | undefined;
  /** Which character of it is the first bad one, from 1 on, where that is known. */
  readonly column: number | undefined;

  constructor(message: string, { number, column, ...options }: FramePlace & ErrorOptions = {}) {
    super(message, options);
    this.number = number;
    this.column = column;
  }
}
