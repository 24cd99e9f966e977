import { assertRepositoryPath } from './repositoryPath';

describe('assertRepositoryPath', () => {
  it.each([
    'values.yaml',
    'engines/eu-1/chat/values.yaml',
    '.github/x',
    'a..b',
  ])('accepts %j', path => {
    expect(() => assertRepositoryPath(path, 'File')).not.toThrow();
  });

  it.each([
    '',
    '/etc/passwd',
    'engines/../../etc/passwd',
    '..',
    './values.yaml',
    'engines//values.yaml',
    'engines/',
    'engines\\..\\values.yaml',
    'C:\\values.yaml',
    '.git/config',
    'engines/.GIT/hooks/post-checkout',
    'engines/git~1/config',
    'engines/.git /config',
    'values\u0000.yaml',
    'values\n.yaml',
    'x'.repeat(1025),
  ])('refuses %j', path => {
    expect(() => assertRepositoryPath(path, 'File')).toThrow(
      /^File ".*expected/s,
    );
  });
});
