import { InputError } from '@backstage/errors';

const MAX_PATH_LENGTH = 1024;

// Windows and macOS checkouts also take these for the repository's own folder.
const GIT_FOLDER = /^(\.git|git~[0-9]+)[. ]*$/i;

// eslint-plugin wants no control characters in expressions, and they are what is looked for.
function hasControlCharacter(text: string): boolean {
  return [...text].some(character => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x20 || code === 0x7f;
  });
}

function problemOfPath(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.length > MAX_PATH_LENGTH) {
    return `is longer than ${MAX_PATH_LENGTH} characters`;
  }
  if (hasControlCharacter(path)) return 'has a control character';
  if (path.includes('\\')) return 'has a backslash';
  const segments = path.split('/');
  if (segments.some(s => s === '')) {
    return "begins or ends with '/', or has '//'";
  }
  if (segments.some(s => s === '.' || s === '..')) {
    return "has a segment '.' or '..'";
  }
  if (segments.some(s => GIT_FOLDER.test(s))) {
    return "has a segment that is git's own folder";
  }
  return undefined;
}

/**
 * Refuses a path that is not plainly below the root of a repository.
 *
 * @param path - relative path with `/` between segments
 * @param what - how the message names the value, for example `input.files[0]`
 * @throws InputError for absolute paths, `..`, `.`, empty segments, backslashes, control characters and git's own folder
 * @public
 */
export function assertRepositoryPath(path: string, what: string): void {
  const problem = problemOfPath(path);
  if (problem !== undefined) {
    throw new InputError(
      `${what} ${JSON.stringify(
        path,
      )} ${problem}; expected a path below the repository's root such as 'engines/eu-1/chat/values.yaml'`,
    );
  }
}
