import { StringDecoder } from 'node:string_decoder';
import { StreamError } from './errors';

// The API server's limit for an object is 1.5 MiB; anything far beyond is no watch stream.
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/**
 * Splits a byte stream into its non-empty lines, wherever the chunk borders are, also inside a character.
 *
 * @throws StreamError when the stream ends within a line or a line is longer than any object can be
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const text =
      rest +
      decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    let start = 0;
    let end = text.indexOf('\n');
    while (end !== -1) {
      const line = text.slice(start, end).trim();
      if (line !== '') yield line;
      start = end + 1;
      end = text.indexOf('\n', start);
    }
    rest = text.slice(start);
    if (rest.length > MAX_LINE_LENGTH)
      throw new StreamError('sent a line that is too long');
  }
  rest += decoder.end();
  if (rest.trim() !== '')
    throw new StreamError('closed the connection in the middle of an object');
}
