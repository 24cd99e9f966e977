import fc from 'fast-check';
import { readLines } from './lines';

async function* inPieces(
  bytes: Uint8Array,
  cuts: number[],
): AsyncGenerator<Uint8Array> {
  const borders = [
    0,
    ...cuts.map(cut => cut % (bytes.length + 1)),
    bytes.length,
  ];
  borders.sort((a, b) => a - b);
  for (let i = 1; i < borders.length; i += 1)
    yield bytes.subarray(borders[i - 1], borders[i]);
}

async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const result: string[] = [];
  for await (const line of lines) result.push(line);
  return result;
}

describe('readLines', () => {
  it('gives the same lines wherever the chunk borders are, also inside a character', async () => {
    const line = fc.json().filter(json => json.trim() !== '');
    await fc.assert(
      fc.asyncProperty(
        fc.array(line),
        fc.array(fc.nat()),
        async (lines, cuts) => {
          const bytes = Buffer.from(lines.map(text => `${text}\n`).join(''));
          expect(await collect(readLines(inPieces(bytes, cuts)))).toEqual(
            lines.map(text => text.trim()),
          );
        },
      ),
    );
  });

  it('skips empty lines', async () => {
    expect(
      await collect(readLines(inPieces(Buffer.from('\n{}\r\n\n1\n'), []))),
    ).toEqual(['{}', '1']);
  });

  it('fails when the stream ends within a line', async () => {
    await expect(
      collect(readLines(inPieces(Buffer.from('{}\n{"a'), [2]))),
    ).rejects.toThrow('closed the connection in the middle of an object');
  });
});
