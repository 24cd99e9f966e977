/**
 * Makes a test whether all words of a search occur in a text, whatever their case.
 *
 * @param search - words between white space; without any everything matches
 */
export function matchWords(
  search: string = '',
): (text: ReadonlyArray<string | undefined>) => boolean {
  const words = search.toLocaleLowerCase('en-US').split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => true;
  return parts => {
    const text = parts.join(' ').toLocaleLowerCase('en-US');
    return words.every(word => text.includes(word));
  };
}
