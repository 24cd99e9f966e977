// As the API has them: a prefix that is a domain, and a name; a value may be empty.
const KEY =
  '(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9](?:[-\\w.]{0,61}[A-Za-z0-9])?';
const VALUE = '(?:[A-Za-z0-9](?:[-\\w.]{0,61}[A-Za-z0-9])?)?';
const VALUES = `\\(\\s*${VALUE}(?:\\s*,\\s*${VALUE})*\\s*\\)`;
const TERM = `\\s*(?:!?\\s*${KEY}|${KEY}\\s*(?:==?|!=)\\s*${VALUE}|${KEY}\\s*[<>]\\s*-?\\d+|${KEY}\\s+(?:in|notin)\\s*${VALUES})\\s*`;
const SELECTOR = new RegExp(`^${TERM}(?:,${TERM})*$`);

/** Whether an API server can read a label selector: terms such as `a=b`, `a!=b`, `a`, `!a`, `a in (b, c)`. */
export function isLabelSelector(value: string): boolean {
  return SELECTOR.test(value);
}
