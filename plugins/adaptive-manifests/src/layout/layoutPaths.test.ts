import { DEFAULT_LAYOUT, layoutPaths } from './layoutPaths';

const ref = { cluster: 'eu-1', namespace: 'team-chat', release: 'chat' };

describe('layoutPaths', () => {
  it('fills in the engine', () => {
    expect(layoutPaths(DEFAULT_LAYOUT, ref)).toEqual({
      engine: 'engines/eu-1/team-chat/chat',
      manifests: 'engines/eu-1/team-chat/chat/manifests',
      application: 'applications/eu-1/team-chat.chat.yaml',
    });
  });

  it('gives different engines different files', () => {
    const file = (namespace: string, release: string) =>
      layoutPaths(DEFAULT_LAYOUT, { ...ref, namespace, release }).application;
    expect(file('team', 'a-b')).not.toBe(file('team-a', 'b'));
  });

  it('fills a placeholder that stands twice, and only with what was given', () => {
    const layout = { ...DEFAULT_LAYOUT, engine: '{release}/{release}' };
    expect(layoutPaths(layout, ref).engine).toBe('chat/chat');
    expect(() => layoutPaths(layout, { ...ref, release: '{cluster}' })).toThrow(
      "release '{cluster}' is not a plain part of a path",
    );
  });

  it.each([
    '../x',
    '/x',
    'x//y',
    'x/',
    '.git/hooks',
    'x/.Git/y',
    'x/./y',
    'x y',
    'x\\y',
    '',
  ])('refuses the pattern %p', engine => {
    expect(() => layoutPaths({ ...DEFAULT_LAYOUT, engine }, ref)).toThrow(
      "Layout 'engine' gives",
    );
  });
});
