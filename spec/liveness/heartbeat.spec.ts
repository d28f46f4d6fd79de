import { EMPTY, NEVER, of, Subject, take, takeUntil } from 'rxjs';
import { heartbeat } from 'rxjs-sockets';
import { fakeWritable } from '../support/fakeWritable';
import { LateTime } from '../support/LateTime';
import { marbles } from '../support/marbles';
import { script } from '../support/script';

describe('heartbeat', () => {
  it('beats while the pipeline runs, and passes everything on', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fake = fakeWritable();
      const source = cold('  -a--b---c-----|');
      const subscription = ' ^-------------!';
      const expected = '     -a--b---c-----|';
      const sent = '         ----B---B---B--';
      expectObservable(source.pipe(heartbeat(fake, { every: 4, frame: 'B' }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscription);
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it('stops with an error, and when it is unsubscribed', () => {
    marbles(({ cold, expectObservable }) => {
      const [failing, left] = [fakeWritable(), fakeWritable()];
      const source = cold('     -----#       ');
      const expected = '        -----#       ';
      const sent = '            ----B        ';
      const unsubscribed = '    ---------!   ';
      const sentUntil = '       ----B---B    ';
      expectObservable(source.pipe(heartbeat(failing, { every: 4, frame: 'B' }))).toBe(expected);
      expectObservable(failing.sent).toBe(sent);
      expectObservable(NEVER.pipe(heartbeat(left, { every: 4, frame: 'B' })), unsubscribed).toBe(
        '',
      );
      expectObservable(left.sent).toBe(sentUntil);
    });
  });

  it('waits anew with each write of whoever', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      script(cold, '         --w---w----------w   ', { w: () => fake.write('w') });
      const sent = '         --w---w---B---B--w---';
      const stop = '         --------------------!';
      expectObservable(NEVER.pipe(heartbeat(fake, { every: 4, frame: 'B' })), stop).toBe('');
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it.each([
    { start: '---^------!', sent: 'w---B---B--', why: 'less than that ago' },
    { start: '------^----!', sent: 'w-----B---B', why: 'more than that ago' },
  ])('counts from the last write before it began: $why', ({ start, sent }) => {
    marbles(({ expectObservable }) => {
      const fake = fakeWritable();
      fake.write('w');
      const beating = NEVER.pipe(heartbeat(fake, { every: 4, frame: 'B' }));
      expectObservable(beating, start).toBe('');
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it('always beats when it is to, whatever is written', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      script(cold, '         -ww--w-w---w-', { w: () => fake.write('w') });
      const sent = '         -ww-Bw-wB--wB-';
      const stop = '         -------------!';
      const operator = heartbeat(fake, { every: 4, frame: 'B', when: 'always' });
      expectObservable(NEVER.pipe(operator), stop).toBe('');
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it('skips a beat while output waits, and does not make up for it', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      script(cold, '         -s--------t------', {
        s: () => {
          fake.stick();
          fake.write('w');
        },
        t: () => fake.take(),
      });
      //                     -w---x---x---B---B
      const sent = '         -w-----------B---B';
      const stop = '         ------------------!';
      expectObservable(NEVER.pipe(heartbeat(fake, { every: 4, frame: 'B' })), stop).toBe('');
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it('ends when nothing can be written any more, and leaves no timer', () => {
    marbles(({ cold, expectObservable, expectTimers, scheduler }) => {
      const fake = fakeWritable();
      const source = cold('----------i');
      script(cold, '       -----w-----', { w: () => (fake.writable = false) });
      const sent = '       ----B------';
      const expected = '   ----------i';
      const timers = '     -1---1---0-';
      const operator = heartbeat(fake, { every: 4, frame: 'B', when: 'always', scheduler });
      expectObservable(source.pipe(operator)).toBe(expected);
      expectObservable(fake.sent).toBe(sent);
      expectTimers(timers);
    });
  });

  it('sends bytes, and what a function makes each time', () => {
    marbles(({ expectObservable }) => {
      const [bytes, made] = [fakeWritable(), fakeWritable()];
      const stop = ' -------------!';
      const all = '  ----B---B---B-';
      const each = ' ----1---2---3-';
      let count = 0;
      const frame = (): string => String(++count);
      const operators = [
        heartbeat(bytes, { every: 4, frame: Buffer.from('B') }),
        heartbeat(made, { every: 4, frame }),
      ];
      for (const operator of operators) expectObservable(NEVER.pipe(operator), stop).toBe('');
      expectObservable(bytes.sent).toBe(all);
      expectObservable(made.sent).toBe(each);
    });
  });

  it.each(['frame', 'write'])(
    'ends the pipeline by a throw in %s, and leaves no timer',
    (where) => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const fake = fakeWritable();
        const source = cold('  -a-----a');
        const subscription = ' ^---!   ';
        const expected = '     -a--#   ';
        const fail = (): never => {
          throw new Error(where);
        };
        if (where === 'write') fake.write = fail;
        const operator = heartbeat(fake, { every: 4, frame: where === 'frame' ? fail : 'B' });
        expectObservable(source.pipe(operator)).toBe(expected, undefined, new Error(where));
        expectSubscriptions(source.subscriptions).toBe(subscription);
      });
    },
  );

  it('sends nothing when the frame function ends the pipeline', () => {
    marbles(({ expectObservable, expectTimers, scheduler }) => {
      const fake = fakeWritable();
      const left = new Subject<void>();
      const sent = '    ----- 20ms -';
      const expected = '----|       ';
      const timers = '  -1---0      ';
      const frame = (): string => {
        left.next();
        return 'B';
      };
      const operator = heartbeat(fake, { every: 4, frame, scheduler });
      expectObservable(NEVER.pipe(operator, takeUntil(left))).toBe(expected);
      expectObservable(fake.sent).toBe(sent);
      expectTimers(timers);
    });
  });

  it('does not make up for beats that a stall has cost, and goes on in step', () => {
    const time = new LateTime();
    const fake = fakeWritable();
    const beats: number[] = [];
    fake.write = () => beats.push(time.clock) > 0;
    const operator = heartbeat(fake, { every: 10, frame: 'B', when: 'always', scheduler: time });
    const subscription = NEVER.pipe(operator).subscribe();
    for (const at of [10, 43, 49, 50, 60]) time.fire(at);
    expect(beats).toEqual([10, 43, 50, 60]);
    subscription.unsubscribe();
    expect(time.waiting).toBe(0);
  });

  it('beats earlier by the jitter at most, and never later', () => {
    const random = jest.spyOn(Math, 'random');
    marbles(({ expectObservable }) => {
      const fake = fakeWritable();
      //             0.75 of the 8 may go: none, all, half of it
      random.mockReturnValueOnce(0).mockReturnValueOnce(1).mockReturnValue(0.5);
      const sent = ' --------B-B----B----B';
      const stop = ' ---------------------!';
      const operator = heartbeat(fake, { every: 8, frame: 'B', jitter: 0.75 });
      expectObservable(NEVER.pipe(operator), stop).toBe('');
      expectObservable(fake.sent).toBe(sent);
    });
    random.mockRestore();
  });

  it('is one for each subscription', () => {
    marbles(({ expectObservable }) => {
      const fake = fakeWritable();
      const sent = '   ----B-B-B-B';
      const stop = '   -----------!';
      const beating = NEVER.pipe(heartbeat(fake, { every: 4, frame: 'B', when: 'always' }));
      expectObservable(beating, stop).toBe('');
      expectObservable(beating, '--^--------!').toBe('');
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it('survives a synchronous source, and one that is left in next', () => {
    marbles(({ expectObservable }) => {
      const fake = fakeWritable();
      const operator = heartbeat<string>(fake, { every: 4, frame: 'B' });
      expectObservable(of('a', 'b').pipe(operator)).toBe('(ab|)');
      expectObservable(of('a', 'b').pipe(operator, take(1))).toBe('(a|)');
      expectObservable(EMPTY.pipe(operator)).toBe('|');
      expectObservable(fake.sent).toBe('');
    });
  });

  it('is no more than a pass-through when it is off', () => {
    expect(heartbeat(fakeWritable(), { every: 0, frame: 'B' })(NEVER)).toBe(NEVER);
    expect(heartbeat(fakeWritable(), { every: Infinity, frame: 'B' })(NEVER)).toBe(NEVER);
  });

  it.each([
    [{ every: -1 }, 'every'],
    [{ every: 4, frame: 5 }, 'frame'],
    [{ every: 4, frame: undefined }, 'frame'],
    [{ every: 4, when: 'never' }, 'when'],
    [{ every: 4, jitter: 1.5 }, 'jitter'],
    [{ every: 4, jitter: NaN }, 'jitter'],
  ])('refuses %j at the call', (options, option) => {
    expect(() => heartbeat(fakeWritable(), { frame: 'B', ...options } as never)).toThrow(
      expect.objectContaining({ option }) as Error,
    );
  });
});
