import { FrameError, jsonLines, TruncatedFrameError } from 'rxjs-sockets';
import { bytewise } from '../support/bytewise';
import { encoded } from '../support/encoded';
import { framesOf } from '../support/framesOf';
import { like } from '../support/like';

describe('jsonLines', () => {
  it.each<[string, string, unknown[]]>([
    ['a value a line', '{"a":[1]}\n"b"\n-1.5e3\nnull\n', [{ a: [1] }, 'b', -1500, null]],
    ['CRLF', '1\r\n2\r\n', [1, 2]],
    ['white space around', ' 1\t\n\t{ "a" : 1 } \r\n', [1, { a: 1 }]],
    ['blank lines', '\n \t\n1\n\r\n\n2\n', [1, 2]],
    ['escapes', '"\\n\\u00fc\\ud83d\\ude00"\n', ['\nü😀']],
    ['all of Unicode', '"ü😀\u2028"\n', ['ü😀\u2028']],
  ])('takes %s', (_, text, frames) => {
    expect(framesOf(jsonLines(), text)).toEqual({ frames });
    expect(framesOf(jsonLines(), ...bytewise(text))).toEqual({ frames });
  });

  describe('tells the number of a bad line, and the column', () => {
    /** Where `JSON.parse` names the place, that has to be the same. */
    function expectFault(line: string, column: number): void {
      const { error, frames } = framesOf(jsonLines(), `1\n\n${line}\n`);
      expect(frames).toEqual([1]);
      expect(error).toEqual(like(FrameError, { code: 'ERR_FRAME', number: 3, column }));
      const { cause } = error as FrameError;
      expect(cause).toBeInstanceOf(SyntaxError);
      const position = /at position (\d+)/.exec((cause as Error).message)?.[1];
      if (position !== undefined) expect(Number(position) + 1).toBe(column);
    }

    it.each([
      ['no value', 'x', 1],
      ['no value behind white space', ' x', 2],
      ['no comma in an array', '[1 2]', 4],
      ['nothing behind a comma in an array', '[1,]', 4],
      ['no comma in an object', '{"a":1 "b":2}', 8],
      ['nothing behind a comma in an object', '{"a":1,}', 8],
      ['no colon', '{"a" 1}', 6],
      ['a key without quotes', '{a:1}', 2],
      ['a key that is a number', '{1:1}', 2],
      ['a bracket that does not match', '[1}', 3],
      ['a bracket too many', '{"a":1}}', 8],
      ['a second value', '1 2', 3],
      ['a second value behind other characters', '"😀" 2', 6],
      ['NaN', '[NaN]', 2],
      ['single quotes', "['a']", 2],
      ['a plus', '+1', 1],
      ['a point in front', '.5', 1],
      ['a comment', '1 // one', 3],
      ['white space that JSON has none of', '1\u00a02', 2],
      ['a byte order mark', '\ufeff1', 1],
    ])('that has %s', (_, line, column) => expectFault(line, column));

    it.each([
      ['an array', '[', 2],
      ['an element', '[1', 3],
      ['a comma', '[1,', 4],
      ['an object', '{', 2],
      ['a key', '{"a"', 5],
      ['a colon', '{"a":', 6],
      ['a value and white space', '{"a":1 ', 8],
    ])('that ends too early behind %s', (_, line, column) => expectFault(line, column));

    it.each([
      ['a word', '[tru]', 5],
      ['a word that goes on', '[truer]', 6],
      ['a word that ends too early', '{"a":nul', 9],
      ['a string that does not end', '"abc', 5],
      ['a bad escape', '"a\\x"', 4],
      ['a bad escape of Unicode', '"\\u12g4"', 6],
      ['a tab in a string', '{"a":"b\tc"}', 8],
      ['a zero in front', '[01]', 3],
      ['a minus alone', '-', 2],
      ['a point without digits', '1.x', 3],
      ['an exponent without digits', '[1e]', 4],
    ])('whose first bad character is within %s', (_, line, column) => expectFault(line, column));

    it('that is no UTF-8', () => {
      const bytes = Buffer.from('1\n["\xc3\xbc\xff"]\n', 'latin1');
      const error = like(FrameError, { number: 2, column: 4 });
      expect(framesOf(jsonLines(), bytes)).toEqual({ frames: [1], error });
    });

    it('however many escapes come before', () => {
      const line = `["${'\\n'.repeat(5_000_000)}" x]\n`;
      const error = like(FrameError, { number: 1, column: 10_000_005 });
      expect(framesOf(jsonLines({ maxLength: 0 }), line)).toEqual({ frames: [], error });
    });
  });

  describe('keys of prototypes', () => {
    const refused = [
      '{"__proto__":{"admin":true}}',
      '{"a":[{"__proto__":null}]}',
      '{"\\u005f_proto__":1}',
      '{"__\\u0070roto__":1}',
      '{"\\u005F\\u005fproto\\u005f_":1}',
      '{"constructor":{"prototype":{"admin":true}}}',
      '[0,{"a":{"constructor":{"b":1,"prototype":1}}}]',
      '{"c\\u006fnstructor":{"prototype":1}}',
      '{"constructor":{"pr\\u006ftotype":1}}',
    ];

    it.each(refused)('are refused: %s', (line) => {
      const revive = jest.fn();
      const error = like(FrameError, { code: 'ERR_FRAME', number: 2 });
      expect(framesOf(jsonLines({ revive: undefined }), `1\n${line}\n`)).toEqual({
        frames: [1],
        error,
      });
      expect(framesOf(jsonLines({ revive }), `${line}\n`).frames).toEqual([]);
      expect(revive).not.toHaveBeenCalled();
    });

    it.each(refused)('are let in when allowed, and set nothing: %s', (line) => {
      const { frames } = framesOf(jsonLines({ allowPrototypeKeys: true }), `${line}\n`);
      expect(frames).toHaveLength(1);
      expect(JSON.stringify(frames[0])).toBe(JSON.stringify(JSON.parse(line)));
      expect({}).not.toHaveProperty('admin');
    });

    it.each([
      '"__proto__"',
      '["__proto__","constructor"]',
      '{"a":"__proto__"}',
      '{"constructor":1}',
      '{"constructor":null}',
      '{"constructor":{"a":{"prototype":1}}}',
      '{"prototype":{"constructor":1}}',
      '{"__proto":1,"proto__":2,"\\\\u005f_proto__":3}',
    ])('are not what only looks like them: %s', (line) => {
      expect(framesOf(jsonLines(), `${line}\n`)).toEqual({ frames: [JSON.parse(line)] });
    });

    it('are found however deep', () => {
      const deep = `${'[{"a":'.repeat(9_000)}{"__proto__":1}${'}]'.repeat(9_000)}\n`;
      const error = like(FrameError, { number: 1 });
      expect(framesOf(jsonLines({ maxLength: 0 }), deep)).toEqual({ frames: [], error });
    });
  });

  describe('revive', () => {
    const revive = (key: string, value: unknown): unknown =>
      key === 'at' ? new Date(value as number) : value;

    it('makes values of values', () => {
      expect(framesOf(jsonLines({ revive }), '{"at":0}\n[{"at":1}]\n')).toEqual({
        frames: [{ at: new Date(0) }, [{ at: new Date(1) }]],
      });
    });

    it('may make anything of the whole', () => {
      expect(framesOf(jsonLines({ revive: () => undefined }), '1\n2\n')).toEqual({
        frames: [undefined, undefined],
      });
    });

    it('makes what it throws the error of the pipeline', () => {
      const mine = new SyntaxError('mine');
      const throwing = jsonLines({
        revive: (_, value) => {
          if (value === 2) throw mine;
          return value;
        },
      });
      const outcome = framesOf(throwing, '1\n[2]\n3\n');
      expect(outcome.frames).toEqual([1]);
      expect(outcome.error).toBe(mine);
    });

    it('is never called for what is no JSON', () => {
      const never = jest.fn();
      expect(framesOf(jsonLines({ revive: never }), '[1,\n').error).toEqual(like(FrameError));
      expect(never).not.toHaveBeenCalled();
    });
  });

  it('has maxLength for a line without its end, 64 KiB by default', () => {
    expect(framesOf(jsonLines({ maxLength: 4 }), '"ü"\r\n1234\n')).toEqual({ frames: ['ü', 1234] });
    expect(framesOf(jsonLines({ maxLength: 4 }), '1 234\n')).toMatchObject({
      error: { code: 'ERR_FRAME_SIZE', limit: 4 },
    });
    const text = 'x'.repeat(65_534);
    expect(framesOf(jsonLines(), `"${text}"\n`)).toEqual({ frames: [text] });
    expect(framesOf(jsonLines(), `"${text}x"\n`)).toMatchObject({ error: { limit: 65_536 } });
  });

  it('errors when the stream ends within a line, even if that is JSON', () => {
    const error = like(TruncatedFrameError, { received: 2 });
    expect(framesOf(jsonLines(), '1\n12')).toEqual({ frames: [1], error });
  });

  describe('encode', () => {
    it.each<[unknown, string]>([
      [{ a: [1, 'ü\n'] }, '{"a":[1,"ü\\n"]}\n'],
      [null, 'null\n'],
      ['\ud800', '"\\ud800"\n'],
      [new Date(0), '"1970-01-01T00:00:00.000Z"\n'],
    ])('makes a line of %j', (value, line) => {
      expect(encoded(jsonLines(), value).toString()).toBe(line);
    });

    const circle: { self?: unknown } = {};
    circle.self = circle;

    it.each([
      ['undefined', undefined],
      ['a function', () => 1],
      ['a symbol', Symbol('s')],
      ['a circle', circle],
      ['a BigInt', [1n]],
    ])('refuses %s', (_, value) => {
      expect(() => jsonLines().encode(value)).toThrow(FrameError);
    });

    it('refuses more bytes than are allowed, and says how many', () => {
      const wire = jsonLines({ maxLength: 4 });
      expect(() => wire.encode('ü')).not.toThrow();
      expect(() => wire.encode('üx')).toThrow(
        expect.objectContaining({ code: 'ERR_FRAME_SIZE', limit: 4, size: 5 }) as Error,
      );
    });
  });
});
