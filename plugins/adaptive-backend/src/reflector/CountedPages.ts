import { Raw, record, text } from '../objects/project/raw';
import { StatusError, StreamError } from './errors';

const moved = () => new StatusError({ verb: 'list', status: 410 });

/**
 * Joins the pages of a server that does not remember a list from page to page, but counts: its `continue` is the number
 * of objects before a page. When one of those goes meanwhile, all others move up, and one of them is in no page. So each
 * page is asked to begin with the last object of the page before.
 */
export class CountedPages {
  #last?: string;
  /** What the page has to begin with. */
  #expected?: string;

  /**
   * Gives `continue` of the next page.
   *
   * @param token - `continue` as the server gave it
   */
  next(token: string): string {
    if (!/^\d+$/.test(token))
      throw new StreamError('does not count the objects of its pages');
    this.#expected = this.#last;
    return String(Number(token) - 1);
  }

  /**
   * Takes objects of a page, in order; gives those that were in no page before.
   *
   * @throws StatusError 410 when objects have moved
   */
  take(objects: Raw[]): Raw[] {
    if (objects.length === 0) return objects;
    const expected = this.#expected;
    this.#last = uidOf(objects[objects.length - 1]);
    this.#expected = undefined;
    if (expected === undefined) return objects;
    if (uidOf(objects[0]) !== expected) throw moved();
    return objects.slice(1);
  }

  /**
   * Ends a page.
   *
   * @throws StatusError 410 when it was empty, as objects have moved
   */
  end(): void {
    const expected = this.#expected;
    this.#expected = undefined;
    if (expected !== undefined) throw moved();
  }
}

function uidOf(object: Raw): string | undefined {
  return text(record(object.metadata).uid);
}
