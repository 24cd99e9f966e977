import { InputError } from '@backstage/errors';
import { checkRequest } from './describeBadRequest';

const NAME =
  'letters, digits, dots, dashes and underscores, at most 253, the first and the last a letter or digit';

describe('checkRequest', () => {
  it.each([
    ['/engines', { cluster: 'eu-1', limit: '50' }],
    ['/engines/eu-1/team-chat/chat.v2', {}],
    ['/engines/eu-1/team%2Dchat/chat/', {}],
    ['/engines/eu-1/team-chat/chat/history', { pool: 'a/b', limit: '1' }],
    ['/stream', { engine: 'eu-1/team-chat/chat' }],
  ])('lets %s pass', (path, query) => {
    expect(() => checkRequest(path, query)).not.toThrow();
  });

  it.each([
    ['/engines/eu_1-/a/b', `'cluster': 'eu_1-', accepted: ${NAME}`],
    ['/engines/eu-1/a%20b/c', `'namespace': 'a b', accepted: ${NAME}`],
    ['/engines/eu-1/a/b%2Fc/history', `'release': 'b/c', accepted: ${NAME}`],
    ['/engines/eu-1/a/%zz', `'release': '%zz', accepted: ${NAME}`],
    [
      `/engines/${'x'.repeat(254)}/a/b`,
      `'cluster': '${'x'.repeat(100)}…', accepted: ${NAME}`,
    ],
  ])('refuses %s with field, value and what is accepted', (path, message) => {
    expect(() => checkRequest(path, {})).toThrow(
      new InputError(`Invalid path parameter ${message}`),
    );
  });

  it('names the first bad part of a path before its query', () => {
    expect(() =>
      checkRequest('/engines/-/-/c/history', { limit: 'many' }),
    ).toThrow("Invalid path parameter 'cluster': '-'");
  });

  it('looks at the query of a path with good names', () => {
    expect(() =>
      checkRequest('/engines/a/b/c/history', { limit: 'many' }),
    ).toThrow(
      "Invalid query parameter 'limit': 'many', accepted: a whole number from 1 to 1000",
    );
  });

  it('leaves what is no operation to the router', () => {
    expect(() => checkRequest('/engine/%zz', { a: 'b' })).not.toThrow();
  });
});
