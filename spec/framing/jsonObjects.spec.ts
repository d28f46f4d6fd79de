import { FrameError, FrameSizeError, jsonObjects, TruncatedFrameError } from 'rxjs-sockets';
import { bytewise } from '../support/bytewise';
import { encoded } from '../support/encoded';
import { framesOf } from '../support/framesOf';
import { like } from '../support/like';

describe('jsonObjects', () => {
  it.each<[string, string, unknown[]]>([
    ['that touch', '{"id":1}{"id":2}[3]', [{ id: 1 }, { id: 2 }, [3]]],
    ['with white space between', ' {"id":1}\r\n\t{"id":2}\n', [{ id: 1 }, { id: 2 }]],
    ['that span lines', '{\n  "id": 1\n}\n', [{ id: 1 }]],
    ['within others', '{"a":{"b":[{}]}}[[[]],{}]', [{ a: { b: [{}] } }, [[[]], {}]]],
    ['with brackets in strings', '{"}":"]{"}["}]","["]', [{ '}': ']{' }, ['}]', '[']]],
    ['with escapes in strings', '["\\""]{"\\\\":"\\\\\\"}"}', [['"'], { '\\': '\\"}' }]],
    ['that are strings', '"a""}""\\"" "ü"', ['a', '}', '"', 'ü']],
    ['that are scalars', '1 -2.5e1\ntrue\tfalse\r\nnull ', [1, -25, true, false, null]],
    ['that end a scalar', '1{}2[]3"a"null{}', [1, {}, 2, [], 3, 'a', null, {}]],
    ['of which there are none', ' \n\t\r', []],
  ])('takes values %s', (_, text, frames) => {
    expect(framesOf(jsonObjects(), text)).toEqual({ frames });
    const single = bytewise(text);
    expect(framesOf(jsonObjects(), ...single)).toEqual({ frames });
  });

  it.each(['12', 'true', '{"a":1', '"a', '"a\\"', '[{}'])(
    'errors when the stream ends behind %j, of which more might have come',
    (text) => {
      const error = like(TruncatedFrameError, { received: text.length, expected: undefined });
      expect(framesOf(jsonObjects(), `[1] ${text}`)).toEqual({ frames: [[1]], error });
    },
  );

  it('limits one value, without the white space around it', () => {
    const wire = jsonObjects({ maxLength: 5 });
    const blank = ' '.repeat(10);
    const text = `${blank}[1,2]${blank}12345${blank}"abc"`;
    expect(framesOf(wire, text)).toEqual({ frames: [[1, 2], 12_345, 'abc'] });
    expect(framesOf(wire, ...bytewise(text))).toEqual({ frames: [[1, 2], 12_345, 'abc'] });
    const error = like(FrameSizeError, { option: 'maxLength', limit: 5 });
    for (const large of ['[1,23]', '123456 ', '"abcd"', '[    ', '"    '].map((each) => `${each} `))
      expect(framesOf(wire, `1 ${large}`)).toEqual({ frames: [1], error });
  });

  it('limits them to 1 MiB by default', () => {
    const text = 'x'.repeat(1_048_574);
    expect(framesOf(jsonObjects(), `"${text}"`)).toEqual({ frames: [text] });
    expect(framesOf(jsonObjects(), `"${text}x"`)).toMatchObject({ error: { limit: 1_048_576 } });
  });

  describe('tells the number of what is no JSON, and the column in it', () => {
    it.each([
      ['brackets that do not match', '{"a":1]', 7],
      ['a comma before the end', '[1,]', 4],
      ['a key without quotes', ' {a:1}', 2],
      ['a comma between values', '1,2 ', 2],
      ['a bracket behind a scalar', '12] ', 3],
      ['what can not begin a value', ' x', 1],
      ['a bracket that nothing has opened', '}', 1],
      ['a comma', ',', 1],
      ['a record separator', '\x1e{}', 1],
      ['a byte order mark', '\ufeff{}', 1],
      ['no UTF-8', Buffer.from('["\xff"]', 'latin1'), 3],
    ])('%s', (_, bad, column) => {
      const bytes = Buffer.concat([Buffer.from('{}1\n'), Buffer.from(bad as string)]);
      const error = like(FrameError, { code: 'ERR_FRAME', number: 3, column });
      expect(framesOf(jsonObjects(), bytes)).toEqual({ frames: [{}, 1], error });
      const single = bytewise(bytes);
      expect(framesOf(jsonObjects(), ...single)).toEqual({ frames: [{}, 1], error });
    });

    it('and does not call a value a line', () => {
      const { error } = framesOf(jsonObjects(), Buffer.from('"\xff"', 'latin1'));
      expect(String(error)).not.toContain('Line');
    });
  });

  it('refuses keys of prototypes unless they are allowed, and revives', () => {
    const text = '{}{"__proto__":1}';
    const error = like(FrameError, { number: 2 });
    expect(framesOf(jsonObjects(), text)).toEqual({ frames: [{}], error });
    expect(framesOf(jsonObjects({ allowPrototypeKeys: true }), text).error).toBeUndefined();
    const revive = (_: string, value: unknown): unknown => (value === 1 ? 'one' : value);
    expect(framesOf(jsonObjects({ revive }), '[1]{"a":1}')).toEqual({
      frames: [['one'], { a: 'one' }],
    });
  });

  it('encodes with LF behind each, which makes a number complete', () => {
    const wire = jsonObjects({ maxLength: 3 });
    expect(encoded(wire, [1]).toString()).toBe('[1]\n');
    expect(framesOf(wire, encoded(wire, 1), encoded(wire, 23))).toEqual({ frames: [1, 23] });
    expect(() => wire.encode(1_234)).toThrow(FrameSizeError);
    expect(() => wire.encode(undefined)).toThrow(FrameError);
  });
});
