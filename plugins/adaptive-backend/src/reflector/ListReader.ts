import { StreamError } from './errors';
import { withoutManagedFields } from './withoutManagedFields';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

// The API server's limit for an object is 1.5 MiB; anything far beyond is no list of objects.
const MAX_LENGTH = 16 * 1024 * 1024;

// What stands in the frame for an object that was cut out.
const PLACE = '0';

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new StreamError('sent invalid JSON');
  }
}

/**
 * Reads a list of an API server while its bytes come: gives each object as soon as it is complete, and holds no more
 * than the one that is not. A page parsed in one go is megabytes that live just long enough for the garbage collector to
 * copy them, and a list in one piece, as after an expired `continue`, would stop everything else for a second.
 */
export class ListReader {
  readonly #decode: (json: Buffer) => string;
  /** Everything outside the objects; a number stands for each of them, so that parsing it checks the commas too. */
  readonly #frame: string[] = [];
  /** Bytes of the object that is not complete. */
  #parts: Uint8Array[] = [];
  #objects = 0;
  /** Bytes held: of that object and of the frame. */
  #held = 0;
  /** Open braces of the object that is not complete; 0 in the frame. */
  #braces = 0;
  /** Open braces and brackets of the frame. */
  #depth = 0;
  #inItems = false;
  #inString = false;
  /** Whether the next byte is taken as it is, because a backslash was the last. */
  #escaped = false;
  /** The last string of the frame, and the last key at its top. */
  #text = '';
  #key = '';

  /** @param managedFields - whether to read the objects' managedFields; false gives an empty list for them */
  constructor(managedFields = true) {
    this.#decode = managedFields
      ? json => json.toString('utf8')
      : withoutManagedFields;
  }

  /**
   * Takes the next bytes, cut anywhere.
   *
   * @returns the objects that are complete with them
   * @throws StreamError when one of them is not JSON or larger than any object can be
   */
  push(bytes: Uint8Array): unknown[] {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const objects: unknown[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#braces === 0) at = this.#readFrame(chunk, at);
      if (at === chunk.length) break;
      const end = this.#readObject(chunk, at);
      const piece = chunk.subarray(at, end);
      if (this.#braces > 0) this.#hold(piece);
      else objects.push(this.#complete(piece));
      at = end;
    }
    return objects;
  }

  /**
   * Tells that nothing more comes.
   *
   * @returns what the list says besides its objects
   * @throws StreamError when it is not complete, or no list of objects
   */
  end(): object {
    const frame = parse(this.#frame.join(''));
    // An answer without a list is not an empty list.
    if (typeof frame !== 'object' || frame === null || !('items' in frame))
      throw new StreamError('answered a list without items');
    const { items } = frame;
    if (!Array.isArray(items) && items !== null)
      throw new StreamError('answered a list without items');
    if ((items?.length ?? 0) !== this.#objects)
      throw new StreamError('answered a list of something else than objects');
    return frame;
  }

  /** Reads on within an object, from its first brace or later; gives where it ends, or the end of the bytes. */
  #readObject(chunk: Uint8Array, from: number): number {
    // Nearly all bytes come by here: locals are several times as fast as fields.
    const { length } = chunk;
    let at = this.#escaped ? from + 1 : from;
    let braces = this.#braces;
    let inString = this.#inString;
    for (; at < length; at += 1) {
      const byte = chunk[at];
      if (inString) {
        if (byte === QUOTE) inString = false;
        else if (byte === BACKSLASH) at += 1;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT) braces += 1;
      else if (byte === CLOSE_OBJECT) {
        braces -= 1;
        if (braces === 0) break;
      }
    }
    this.#escaped = at > length;
    this.#braces = braces;
    this.#inString = inString;
    return braces === 0 ? at + 1 : length;
  }

  #hold(piece: Uint8Array): void {
    this.#parts.push(piece);
    this.#count(piece.length);
  }

  #count(bytes: number): void {
    this.#held += bytes;
    if (this.#held > MAX_LENGTH)
      throw new StreamError('sent an object that is too long');
  }

  #complete(lastPiece: Buffer): unknown {
    const whole =
      this.#parts.length === 0
        ? lastPiece
        : Buffer.concat([...this.#parts, lastPiece]);
    this.#held -= whole.length - lastPiece.length;
    this.#parts = [];
    this.#objects += 1;
    this.#frame.push(PLACE);
    return parse(this.#decode(whole));
  }

  /** Reads the frame up to the next object, or to the end of the bytes; gives where that is. */
  #readFrame(chunk: Buffer, from: number): number {
    let at = from;
    let textFrom = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          this.#text += chunk.toString('latin1', textFrom, at);
        }
      } else if (byte === QUOTE) {
        this.#inString = true;
        this.#text = '';
        textFrom = at + 1;
      } else if (byte === OPEN_OBJECT && this.#inItems && this.#depth === 2) {
        break;
      } else {
        this.#takeSign(byte);
      }
    }
    if (this.#inString) this.#text += chunk.toString('latin1', textFrom);
    // A character of several bytes may be cut in two here. Of the frame only versions and `continue` are of interest.
    this.#frame.push(chunk.toString('latin1', from, at));
    this.#count(at - from);
    return at;
  }

  /** Takes a byte of the frame that is in no string. */
  #takeSign(byte: number): void {
    switch (byte) {
      case OPEN_OBJECT:
        this.#depth += 1;
        break;
      case OPEN_LIST:
        this.#depth += 1;
        if (this.#depth === 2 && this.#key === 'items') this.#inItems = true;
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        this.#depth -= 1;
        if (this.#depth < 2) this.#inItems = false;
        break;
      case COLON:
        if (this.#depth === 1) this.#key = this.#text;
        break;
      case COMMA:
        if (this.#depth === 1) this.#key = '';
        break;
      default:
    }
  }
}
