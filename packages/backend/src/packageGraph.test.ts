import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '../../..');
const SCOPE = '@adaptive-portal/';

/** Who may import whom, as docs/architecture.md draws it. */
const ALLOWED: Record<string, string[]> = {
  'plugin-adaptive-common': [],
  'plugin-adaptive-manifests': ['plugin-adaptive-common'],
  'plugin-adaptive-node': [
    'plugin-adaptive-common',
    'plugin-adaptive-manifests',
  ],
  'plugin-adaptive-backend': [
    'plugin-adaptive-common',
    'plugin-adaptive-manifests',
    'plugin-adaptive-node',
  ],
  'plugin-catalog-backend-module-adaptive': [
    'plugin-adaptive-common',
    'plugin-adaptive-manifests',
    'plugin-adaptive-node',
  ],
  'plugin-scaffolder-backend-module-adaptive': [
    'plugin-adaptive-common',
    'plugin-adaptive-manifests',
    'plugin-adaptive-node',
  ],
  'plugin-permission-backend-module-adaptive': [
    'plugin-adaptive-common',
    'plugin-adaptive-node',
  ],
  'plugin-search-backend-module-adaptive': ['plugin-adaptive-common'],
  'plugin-adaptive': ['plugin-adaptive-common', 'plugin-adaptive-manifests'],
  sandbox: ['plugin-adaptive-common', 'plugin-adaptive-manifests'],
};

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'dist') {
        yield* sourceFiles(path);
      }
    } else if (/\.(tsx?|mjs|js)$/.test(entry.name)) {
      yield path;
    }
  }
}

function workspaces(): Array<{ folder: string; name: string }> {
  return ['packages', 'plugins'].flatMap(group =>
    readdirSync(join(root, group)).map(name => {
      const folder = join(root, group, name);
      const manifest = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      );
      return { folder, name: String(manifest.name).replace(SCOPE, '') };
    }),
  );
}

function ownImports(folder: string): Array<{ file: string; name: string }> {
  return [...sourceFiles(folder)].flatMap(file => {
    const text = readFileSync(file, 'utf8');
    const found = text.matchAll(
      /(?:from|import|require)\s*\(?\s*['"]@adaptive-portal\/([a-z-]+)/g,
    );
    return [...found].map(match => ({
      file: relative(root, file),
      name: match[1],
    }));
  });
}

describe('package graph', () => {
  const packages = workspaces();

  it('knows every package', () => {
    const names = packages
      .map(({ name }) => name)
      .filter(name => name !== 'app' && name !== 'backend');

    expect(names.sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  it.each(packages.filter(({ name }) => ALLOWED[name]))(
    '$name imports only what lies below it',
    ({ folder, name }) => {
      const wrong = ownImports(folder).filter(
        found => found.name !== name && !ALLOWED[name].includes(found.name),
      );

      expect(wrong).toEqual([]);
    },
  );

  it('lets nobody import the sandbox', () => {
    const wrong = packages
      .filter(({ name }) => name !== 'sandbox')
      .flatMap(({ folder }) => ownImports(folder))
      .filter(found => found.name === 'sandbox')
      .filter(found => found.file !== relative(root, __filename));

    expect(wrong).toEqual([]);
  });
});
