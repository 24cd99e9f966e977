import { StringDecoder } from 'node:string_decoder';
import { StreamError } from './errors';

// The API server's limit for an object is 1.5 MiB; anything far beyond is no watch stream.
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/** Splits a byte stream into its non-empty lines, wherever the chunk borders are, also inside a character. */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /**
   * Takes the next bytes.
   *
   * @returns the lines that are complete with them
   * @throws StreamError when a line is longer than any object can be
   */
  push(bytes: Uint8Array): string[] {
    const lines = (
      this.#rest +
      this.#decoder.write(
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
      )
    ).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MAX_LINE_LENGTH)
      throw new StreamError('sent a line that is too long');
    return lines.map(line => line.trim()).filter(line => line !== '');
  }

  /**
   * Tells that nothing more comes.
   *
   * @throws StreamError when that is within a line
   */
  end(): void {
    if ((this.#rest + this.#decoder.end()).trim() !== '')
      throw new StreamError('closed the connection in the middle of an object');
  }
}
