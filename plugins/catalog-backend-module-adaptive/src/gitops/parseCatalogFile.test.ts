import { DEFAULT_LAYOUT } from '@adaptive-portal/plugin-adaptive-manifests';
import { catalogInfo } from '../__testUtils__/catalogInfo';
import { parseCatalogFile } from './parseCatalogFile';

const PATH = 'engines/eu-1/n/chat/catalog-info.yaml';
const OURS = catalogInfo('eu-1/n/chat');

function parse(
  content: string,
  options: { path?: string; engine?: string } = {},
) {
  const { path = PATH, engine = DEFAULT_LAYOUT.engine } = options;
  return parseCatalogFile(
    { path, content, url: 'https://git.example.com/file' },
    { ...DEFAULT_LAYOUT, engine },
  );
}

const names = async (content: string) =>
  (await parse(content)).entities.map(({ entity }) => entity.metadata.name);

describe('parseCatalogFile', () => {
  it('reads an engine and its pools, and says where they come from', async () => {
    const { entities, warnings, ignored } = await parse(`${OURS}---\n`);
    expect([warnings, ignored]).toEqual([[], []]);
    expect(entities.map(({ ownName }) => ownName)).toEqual([true, true]);
    for (const { entity } of entities) {
      expect(entity.metadata.annotations).toMatchObject({
        'adaptive-portal.io/engine': 'eu-1/n/chat',
        'backstage.io/managed-by-location': 'url:https://git.example.com/file',
        'backstage.io/managed-by-origin-location':
          'url:https://git.example.com/file',
      });
    }
  });

  it.each([
    ['that is no YAML', 'a: [', 'Flow sequence'],
    ['that is no object', '- 1', 'must be object'],
    ['without a kind', 'apiVersion: v1\nmetadata: {name: x}', "'kind'"],
    [
      'with an impossible name',
      catalogInfo('eu-1/n/chat', { name: '"a b"' }),
      '"metadata.name"',
    ],
    [
      'without an engine',
      'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: x}\nspec: {type: adaptive-engine, lifecycle: x, owner: y}',
      'it has no annotation adaptive-portal.io/engine',
    ],
    ['with a field missing', OURS.replaceAll(/^ {2}owner.*\n/gm, ''), 'owner'],
    [
      'of another apiVersion',
      OURS.replaceAll('v1alpha1', 'v9'),
      "its apiVersion is 'backstage.io/v9'",
    ],
    [
      'that claims the engine of another folder',
      catalogInfo('eu-1/n/other'),
      "it stands for engine 'eu-1/n/other', whose folder is 'engines/eu-1/n/other'",
    ],
    ['with a path for a name', catalogInfo('eu-1/n/..', { name: 'x' }), '..'],
  ])(
    'leaves out a document %s, and keeps the others',
    async (_, content, reason) => {
      const { entities, warnings } = await parse(`${content}\n---\n${OURS}`);
      expect(entities).toHaveLength(2);
      expect(warnings[0]).toContain(`document 1 of '${PATH}' is left out: `);
      expect(warnings[0]).toContain(reason);
    },
  );

  it('does not take the folder of a longer name for its own', async () => {
    const path = 'engines/eu-1/n/chat-2/catalog-info.yaml';
    const { entities, warnings } = await parse(OURS, { path });
    expect(entities).toEqual([]);
    expect(warnings).toHaveLength(2);
  });

  it('goes by the layout of the repository', async () => {
    const path = 'clusters/chat.n/catalog-info.yaml';
    const engine = 'clusters/{release}.{namespace}';
    expect((await parse(OURS, { path, engine })).entities).toHaveLength(2);
  });

  it('ignores other entities without a warning', async () => {
    const website = OURS.replace('type: adaptive-engine', 'type: website');
    expect(await names(website)).toEqual(['eu-1.n.chat.judge']);
    const { warnings, ignored } = await parse(website);
    expect(warnings).toEqual([]);
    expect(ignored).toEqual([
      `Component 'eu-1.n.chat' with type 'website' in '${PATH}'`,
    ]);
  });

  it('does not let an alias bomb or a huge file take the process', async () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...['b', 'c', 'd', 'e', 'f'].map(
        (key, i) => `${key}: &${key} [${`*${'abcde'[i]},`.repeat(9)}]`,
      ),
    ].join('\n');
    expect((await parse(`${bomb}\n---\n${OURS}`)).warnings[0]).toContain(
      'alias',
    );
    expect((await parse(`#${'x'.repeat(300_000)}\n${OURS}`)).warnings).toEqual([
      `'${PATH}' has more than 262144 characters`,
    ]);
  });
});
