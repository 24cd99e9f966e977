import { StringDecoder } from 'node:string_decoder';
import { StreamError } from './errors';

// The API server's limit for an object is 1.5 MiB; anything far beyond is no watch stream.
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/** Splits a byte stream into its non-empty lines, wherever the chunk borders are, also inside a character. */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  /** Pieces of the line that is not complete: a long one is put together once, not with each of them. */
  #rest: string[] = [];
  #restLength = 0;

  /**
   * Takes the next bytes.
   *
   * @returns the lines that are complete with them
   * @throws StreamError when a line is longer than any object can be
   */
  push(bytes: Uint8Array): string[] {
    const lines = this.#decoder
      .write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
      .split('\n');
    const last = lines.pop() ?? '';
    if (lines.length > 0) {
      lines[0] = this.#rest.join('') + lines[0];
      this.#rest = [];
      this.#restLength = 0;
    }
    this.#rest.push(last);
    this.#restLength += last.length;
    if (this.#restLength > MAX_LINE_LENGTH)
      throw new StreamError('sent a line that is too long');
    return lines.map(line => line.trim()).filter(line => line !== '');
  }

  /**
   * Tells that nothing more comes.
   *
   * @throws StreamError when that is within a line
   */
  end(): void {
    if ((this.#rest.join('') + this.#decoder.end()).trim() !== '')
      throw new StreamError('closed the connection in the middle of an object');
  }
}
