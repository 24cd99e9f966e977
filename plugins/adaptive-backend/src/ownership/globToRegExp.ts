/**
 * Compiles a glob over `/`-separated paths: `*` is any part of one segment, `?` one character of a segment, `**` any
 * number of segments. Everything else is literal, and the whole path has to match.
 */
export function globToRegExp(glob: string): RegExp {
  const source = glob.replace(
    /\*\*\/|\*\*|\*|\?|[\\^$.|+()[\]{}]/g,
    (token): string => {
      switch (token) {
        case '**/':
          return '(?:[^/]+/)*';
        case '**':
          return '.*';
        case '*':
          return '[^/]*';
        case '?':
          return '[^/]';
        default:
          return `\\${token}`;
      }
    },
  );
  return new RegExp(`^${source}$`);
}
