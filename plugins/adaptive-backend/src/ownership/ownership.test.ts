import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { createOwnerOf } from './createOwnerOf';
import { globToRegExp } from './globToRegExp';
import { readOwnershipConfig } from './readOwnershipConfig';

const read = (ownership: JsonObject) =>
  readOwnershipConfig(new ConfigReader({ adaptive: { ownership } }));

const full = {
  namespaceLabel: 'adaptive-portal.io/owner',
  paths: [
    { path: 'engines/*/team-chat-*/**', owner: 'group:default/team-chat' },
    { path: 'engines/*/team-search-*/**', owner: 'team-search' },
  ],
  defaultOwner: 'group:default/platform',
};

/** An engine whose values lie in these files. */
function facts(valueFiles: string[], namespaceLabels = {}) {
  return {
    ref: { cluster: 'eu-1', namespace: 'n', release: 'r' },
    namespaceLabels,
    gitopsSources: [
      { repoUrl: 'ghcr.io/adaptive-ml', chart: 'adaptive', valueFiles },
      { repoUrl: 'http://git/platform.git', ref: 'values' },
    ],
  };
}

describe('createOwnerOf', () => {
  const ownerOf = createOwnerOf(read(full));
  const chat = '$values/engines/eu-1/team-chat-eu/values.yaml';
  const search = '$values/engines/eu-1/team-search-eu/values.yaml';

  it('takes the group from the label of the namespace first', () => {
    expect(
      ownerOf(facts([chat], { 'adaptive-portal.io/owner': 'Team-Search' })),
    ).toBe('group:default/team-search');
  });

  it('takes the owner of the GitOps path where the namespace names none', () => {
    expect(ownerOf(facts([chat]))).toBe('group:default/team-chat');
    expect(ownerOf(facts([search], { 'adaptive-portal.io/owner': '' }))).toBe(
      'group:default/team-search',
    );
  });

  it('falls back to the default owner', () => {
    expect(ownerOf(facts([]))).toBe('group:default/platform');
    expect(ownerOf(facts(['$values/other/values.yaml']))).toBe(
      'group:default/platform',
    );
  });

  it('lets neither team in when the values come from both folders', () => {
    expect(ownerOf(facts([chat, search]))).toBe('group:default/platform');
  });

  it('does not follow a path that climbs out of a folder', () => {
    expect(
      ownerOf(
        facts(['$values/engines/eu-1/team-chat-x/../team-search-x/v.yaml']),
      ),
    ).toBe('group:default/platform');
  });

  it('reads paths of a chart in git', () => {
    expect(
      ownerOf({
        ...facts([]),
        gitopsSources: [
          {
            repoUrl: 'http://git/platform.git',
            path: 'engines/eu-1/team-chat-eu',
            valueFiles: ['values.yaml'],
          },
        ],
      }),
    ).toBe('group:default/team-chat');
  });

  it('has no owner without configuration', () => {
    const none = createOwnerOf(readOwnershipConfig(new ConfigReader({})));
    expect(
      none(facts([chat], { 'adaptive-portal.io/owner': 'team-chat' })),
    ).toBeUndefined();
  });
});

describe('globToRegExp', () => {
  it.each([
    ['engines/*/a-*/**', 'engines/eu-1/a-x/values.yaml', true],
    ['engines/*/a-*/**', 'engines/eu-1/deep/a-x/values.yaml', false],
    ['engines/*/a-*/**', 'x/engines/eu-1/a-x/values.yaml', false],
    ['**/values.yaml', 'values.yaml', true],
    ['**/values.yaml', 'a/b/values.yaml', true],
    ['**/values.yaml', 'a/b-values.yaml', false],
    ['a?.yaml', 'ab.yaml', true],
    ['a?.yaml', 'a/.yaml', false],
    ['a.yaml', 'abyaml', false],
    ['a+(b)', 'a+(b)', true],
  ])('%s on %s is %s', (glob, path, expected) => {
    expect(globToRegExp(glob).test(path)).toBe(expected);
  });
});

describe('readOwnershipConfig', () => {
  it('needs nothing', () => {
    expect(readOwnershipConfig(new ConfigReader({}))).toEqual({
      namespaceLabel: undefined,
      paths: [],
      defaultOwner: undefined,
    });
  });

  it('completes entity references', () => {
    expect(read(full).paths.map(path => path.owner)).toEqual([
      'group:default/team-chat',
      'group:default/team-search',
    ]);
  });

  it.each([
    [
      { namespaceLabel: 'not a label' },
      "Invalid config value at 'adaptive.ownership.namespaceLabel': 'not a label', expected the key of a label",
    ],
    [
      { defaultOwner: 'a:b:c' },
      "Invalid config value at 'adaptive.ownership.defaultOwner': 'a:b:c', expected an entity reference",
    ],
    [
      { paths: [{ path: 'engines/**', owner: 'a/b/c' }] },
      "Invalid config value at 'adaptive.ownership.paths[0].owner': 'a/b/c', expected an entity reference",
    ],
    [
      { paths: [{ path: '/engines/**', owner: 'a' }] },
      "Invalid config value at 'adaptive.ownership.paths[0].path': '/engines/**', expected a glob relative to the root",
    ],
    [
      { paths: [{ path: 'engines/**' }] },
      "'adaptive.ownership.paths[0].owner'",
    ],
  ])('refuses %j', (ownership, message) => {
    expect(() => read(ownership)).toThrow(message);
  });
});
