const QUOTE = 0x22;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;

const KEY = Buffer.from('"managedFields":[');

/** Where a list ends that begins at a place; -1 when it does not. */
function endOfList(json: Buffer, from: number): number {
  let brackets = 0;
  let inString = false;
  for (let at = from; at < json.length; at += 1) {
    const byte = json[at];
    if (inString) {
      if (byte === QUOTE) inString = false;
      else if (byte === BACKSLASH) at += 1;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_LIST) brackets += 1;
    else if (byte === CLOSE_LIST) {
      brackets -= 1;
      if (brackets === 0) return at + 1;
    }
  }
  return -1;
}

/**
 * The JSON of an object without what its managedFields say, which is half of a pod. Parsing it would take half of the
 * time, and leave half of the garbage, of reading a cluster. Within a string the quotes of the key would be escaped, so
 * that it is found as a key only; an API server writes no spaces.
 */
export function withoutManagedFields(json: Buffer): string {
  const key = json.indexOf(KEY);
  const from = key + KEY.length - 1;
  const end =
    key === -1 || json[key - 1] === BACKSLASH ? -1 : endOfList(json, from);
  return end === -1
    ? json.toString('utf8')
    : `${json.toString('utf8', 0, from)}[]${json.toString('utf8', end)}`;
}
