import { filter, firstValueFrom, type Observable, share, throwIfEmpty, timeout } from 'rxjs';
import type { Connection } from 'rxjs-sockets';
import { type Answer, receive, send } from './messages';

/** How long an answer may take, in ms. */
const MAX_WAIT = 10_000;

/** Calls the methods of the server at the other end of a connection. */
export class Client {
  /** To be subscribed for as long as there is a connection, whose end is that of every call which waits. */
  readonly answers: Observable<Answer>;
  private lastId = 0;

  constructor(private readonly server: Connection) {
    this.answers = receive<Answer>(server).pipe(share());
  }

  /** Rejects with what the server says is wrong, or when the connection ends before the answer has come. */
  async call(method: string, ...params: readonly number[]): Promise<unknown> {
    const id = ++this.lastId;
    send(this.server, { id, method, params });
    const answer = this.answers.pipe(
      filter((each) => each.id === id),
      timeout({ first: MAX_WAIT }),
      throwIfEmpty(() => new Error('The connection ended')),
    );
    const { result, error } = await firstValueFrom(answer);
    if (error !== undefined) throw new Error(error);
    return result;
  }
}
