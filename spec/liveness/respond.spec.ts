import { concat, defer, NEVER, of, Subject, take } from 'rxjs';
import { ConnectionError, PingFloodError, respond } from 'rxjs-sockets';
import { fakeWritable } from '../support/fakeWritable';
import { marbles } from '../support/marbles';
import { script } from '../support/script';

const match = (item: string): boolean => item === 'p' || item === 'q';

describe('respond', () => {
  it('answers pings, takes them out, and passes everything else on', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fake = fakeWritable();
      const source = cold('  -a-p-b-p-p-|');
      const subscription = ' ^----------!';
      const expected = '     -a---b-----|';
      const sent = '         ---A---A-A--';
      expectObservable(source.pipe(respond(fake, { match, reply: 'A' }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscription);
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it('makes the answer from the ping, as text or bytes', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      const source = cold(' -p-q-#');
      const expected = '    -----#';
      const sent = '        -P-Q--';
      const reply = (ping: string): Buffer => Buffer.from(ping.toUpperCase());
      expectObservable(source.pipe(respond(fake, { match, reply }))).toBe(expected);
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it('keeps one answer while output has to wait, the newest', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      script(cold, '        -s--------t-t-----', { s: () => fake.stick(), t: () => fake.take() });
      const source = cold(' p-p-q-p-q---p-q-|');
      const sent = '        P-P-------Q-P-Q---';
      const reply = (ping: string): string => ping.toUpperCase();
      expectObservable(source.pipe(respond(fake, { match, reply }))).toBe('----------------|');
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it('waits once more when the newest answer has to wait as well', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      // The peer takes what waits, and no more.
      const take = (): void => {
        const { write } = fake;
        fake.write = (frame) => {
          fake.stick();
          fake.write = write;
          return fake.write(frame);
        };
        fake.take();
      };
      script(cold, '        s--t---t-t-', { s: () => fake.stick(), t: take });
      const source = cold(' pq---p----|');
      const sent = '        P--Q---P---';
      const reply = (ping: string): string => ping.toUpperCase();
      expectObservable(source.pipe(respond(fake, { match, reply }))).toBe('----------|');
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it('forgets the answer that waits when the pipeline ends', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      script(cold, '        s-----t', { s: () => fake.stick(), t: () => fake.take() });
      const source = cold(' -p-q-| ');
      const sent = '        -p-----';
      expectObservable(source.pipe(respond(fake, { match, reply: (ping) => ping }))).toBe('-----|');
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it('answers nothing when nothing can be written any more', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      script(cold, '        s-n-t-', {
        s: () => fake.stick(),
        n: () => (fake.writable = false),
        t: () => fake.take(),
      });
      const source = cold(' pq---p-a|');
      const expected = '    -------a|';
      const sent = '        p--------';
      expectObservable(source.pipe(respond(fake, { match, reply: (ping) => ping }))).toBe(expected);
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it.each(['match', 'reply', 'write'])('ends the pipeline by a throw in %s', (where) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fake = fakeWritable();
      const source = cold('  -a-p-a');
      const subscription = ' ^--!  ';
      const expected = '     -a-#  ';
      const fail = (is = where): boolean => {
        if (is === where) throw new Error(where);
        return true;
      };
      fake.write = () => fail('write');
      const operator = respond<string>(fake, {
        match: (item) => item === 'p' && fail('match'),
        reply: (ping) => (fail('reply') ? ping : ''),
      });
      expectObservable(source.pipe(operator)).toBe(expected, undefined, new Error(where));
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('ends the pipeline by a throw in the write of an answer that waited', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      script(cold, '        s---t-', {
        s: () => fake.stick(),
        t: () => {
          fake.write = () => {
            throw new Error('write');
          };
          fake.take();
        },
      });
      const source = cold(' -pq---a');
      const expected = '    ----#  ';
      expectObservable(source.pipe(respond(fake, { match, reply: 'A' }))).toBe(
        expected,
        undefined,
        new Error('write'),
      );
    });
  });

  it.each(['match', 'reply', 'write'])(
    'may be unsubscribed in %s, and waits for nothing',
    (where) => {
      const fake = fakeWritable();
      const source = new Subject<string>();
      const done: string[] = [];
      const leave = (is: string): void => {
        if (is === where) subscription.unsubscribe();
        done.push(is);
      };
      const write = fake.write.bind(fake);
      const wait = jest.fn(() => NEVER);
      Object.defineProperty(fake, 'drained', { value: defer(wait) });
      fake.stick();
      fake.write = (frame) => {
        leave('write');
        return write(frame);
      };
      const operator = respond<string>(fake, {
        match: (item) => {
          leave('match');
          return item === 'p';
        },
        reply: () => {
          leave('reply');
          return 'A';
        },
      });
      const subscription = source.pipe(operator).subscribe();
      source.next('p');
      const all = ['match', 'reply', 'write'];
      expect(done).toEqual(all.slice(0, all.indexOf(where) + 1));
      expect(wait).not.toHaveBeenCalled();
      expect(source.observed).toBe(false);
    },
  );

  describe('every', () => {
    const flood = new PingFloodError(10, 5);

    it('makes more than four pings within its time a strike, and the third in a row the end', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const fake = fakeWritable();
        const source = cold('  -ppppp-----ppp-pp----p--p-p-pp-');
        const subscription = ' ^----------------------------! ';
        const expected = '     -----------------------------# ';
        const sent = '         -AAAAA-----AAA-AA----A--A-A-A--';
        const operator = respond(fake, { match, reply: 'A', every: 10 });
        expectObservable(source.pipe(operator)).toBe(expected, undefined, flood);
        expectSubscriptions(source.subscriptions).toBe(subscription);
        expectObservable(fake.sent).toBe(sent);
      });
    });

    it('allows four pings within its time, and any number of times', () => {
      marbles(({ cold, expectObservable }) => {
        const source = cold(' pppp------pppp------pppp------pppp------pppp|');
        const expected = '    --------------------------------------------|';
        const operator = respond(fakeWritable(), { match, reply: 'A', every: 10 });
        expectObservable(source.pipe(operator)).toBe(expected);
      });
    });

    it('forgives after a time with fewer, or without any', () => {
      marbles(({ cold, expectObservable }) => {
        //                    1         2         fewer     1         2
        const fewer = cold('  ppppppp---ppppppp---pppp------ppppppp---ppppppp-|');
        const passed = '      ------------------------------------------------|';
        //                    1         2                   1         2         3
        const none = cold('   ppppppp---ppppppp-------------ppppppp---ppppppp---ppppp-');
        const ends = '        ------------------------------------------------------#';
        const operator = respond(fakeWritable(), { match, reply: 'A', every: 10 });
        expectObservable(fewer.pipe(operator)).toBe(passed);
        expectObservable(none.pipe(operator)).toBe(ends, undefined, flood);
      });
    });

    it('counts each subscription for itself', () => {
      marbles(({ cold, expectObservable }) => {
        const source = cold(' ppppp-----ppppp-|');
        const expected = '    ----------------|';
        const operator = respond(fakeWritable(), { match, reply: 'A', every: 10 });
        for (let count = 0; count < 3; count++)
          expectObservable(source.pipe(operator)).toBe(expected);
      });
    });

    it('is told by the error', () => {
      expect(flood).toBeInstanceOf(ConnectionError);
      expect(flood).toMatchObject({ code: 'ERR_PING_FLOOD', every: 10, pings: 5 });
    });

    it('is never a flood without it', () => {
      marbles(({ expectObservable }) => {
        const source = of(...Array.from({ length: 1_000 }, () => 'p'));
        expectObservable(source.pipe(respond(fakeWritable(), { match, reply: 'A' }))).toBe('|');
      });
    });
  });

  it('survives a synchronous source, and one that is left in next', () => {
    marbles(({ expectObservable }) => {
      const fake = fakeWritable();
      const operator = respond(fake, { match, reply: 'A' });
      expectObservable(of('p', 'a', 'p').pipe(operator)).toBe('(a|)');
      expectObservable(concat(of('a', 'p'), NEVER).pipe(operator, take(1))).toBe('(a|)');
      expectObservable(fake.sent).toBe('(AA)');
    });
  });

  it.each([
    [{ reply: 5 }, 'reply'],
    [{ reply: 'A', every: -1 }, 'every'],
  ])('refuses %j at the call', (options, option) => {
    expect(() => respond(fakeWritable(), { match, ...options } as never)).toThrow(
      expect.objectContaining({ option }) as Error,
    );
  });
});
