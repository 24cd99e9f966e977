import fc from 'fast-check';
import { inPieces } from './__testUtils__/inPieces';
import { LineReader } from './LineReader';

function read(text: string, cuts: number[]): string[] {
  const reader = new LineReader();
  const lines = inPieces(Buffer.from(text), cuts).flatMap(piece =>
    reader.push(piece),
  );
  reader.end();
  return lines;
}

describe('LineReader', () => {
  it('gives the same lines wherever the chunk borders are, also inside a character', () => {
    const line = fc.json().filter(json => json.trim() !== '');
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), (lines, cuts) => {
        expect(read(lines.map(text => `${text}\n`).join(''), cuts)).toEqual(
          lines.map(text => text.trim()),
        );
      }),
    );
  });

  it('gives a line as soon as it is complete', () => {
    const reader = new LineReader();
    expect(reader.push(Buffer.from('{}\n{"a"'))).toEqual(['{}']);
    expect(reader.push(Buffer.from(':1}\n'))).toEqual(['{"a":1}']);
  });

  it('puts a line together from many pieces', () => {
    const text = 'ab'.repeat(5_000);
    const cuts = Array.from({ length: 100 }, (_, i) => i * 100);
    expect(read(`${text}\n${text}\n`, cuts)).toEqual([text, text]);
  });

  it('skips empty lines', () => {
    expect(read('\n{}\r\n\n1\n', [])).toEqual(['{}', '1']);
  });

  it('fails when the stream ends within a line', () => {
    expect(() => read('{}\n{"a', [2])).toThrow(
      'closed the connection in the middle of an object',
    );
  });

  it('fails when a line does not end', () => {
    const reader = new LineReader();
    const piece = Buffer.alloc(9 * 1024 * 1024, 'a');
    reader.push(piece);
    expect(() => reader.push(piece)).toThrow('sent a line that is too long');
  });
});
