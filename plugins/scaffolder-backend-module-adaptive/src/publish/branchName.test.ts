import { execFileSync } from 'node:child_process';
import { branchName } from './branchName';

const engine = { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' };

describe('branchName', () => {
  it('is made of engine and operation', () => {
    expect(branchName(engine, 'create')).toBe(
      'adaptive/eu-1/team-chat/chat/create',
    );
  });

  it.each([
    'arn:aws:eks:eu-west-1:1:cluster/a',
    '..',
    'a..b',
    '.hidden',
    'a.',
    'x.lock',
    '-x',
    'a b',
    'a~1',
    '@{',
    'ünï',
    '***',
    '',
    'a\u0000b',
  ])('makes a name that git accepts of cluster %j', cluster => {
    const name = branchName({ ...engine, cluster }, 'create');
    expect(name.split('/')).toHaveLength(5);
    expect(() =>
      execFileSync('git', ['check-ref-format', '--branch', name]),
    ).not.toThrow();
  });

  it('keeps clusters apart that look alike without their special characters', () => {
    const name = (cluster: string) =>
      branchName({ ...engine, cluster }, 'create');
    expect(new Set([name('a:b'), name('a/b'), name('a-b')]).size).toBe(3);
  });
});
