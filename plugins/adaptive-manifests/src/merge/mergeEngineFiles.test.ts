import fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import { arbitraryEngine } from '../__testUtils__/arbitraryEngine';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { extractEngine } from '../extract';
import type { EngineInput, RenderedFile } from '../model';
import { renderEngine } from '../render';
import { editEngineFiles, mergeEngineFiles } from './mergeEngineFiles';

const FOLDER = 'engines/eu-1/team-chat/chat';
const VALUES = `${FOLDER}/values.yaml`;
const LLAMA = `${FOLDER}/manifests/scaledobject-llama-70b.yaml`;
const JUDGE = `${FOLDER}/manifests/scaledobject-judge.yaml`;
const README = `${FOLDER}/README.md`;

const [llama, judge] = exampleEngine.pools;

/** Files in git, some of them edited by people; `null` takes one away. */
function inGit(
  edits: Record<string, null | ((content: string) => string)> = {},
  input = exampleEngine,
): RenderedFile[] {
  return renderEngine(input, exampleTarget).flatMap(({ path, content }) => {
    const editFile = edits[path];
    if (editFile === null) return [];
    if (!editFile) return [{ path, content }];
    const edited = editFile(content);
    expect(edited).not.toBe(content);
    return [{ path, content: edited }];
  });
}

function edit(current: RenderedFile[], change: Partial<EngineInput>) {
  const engine = { ...extractEngine(current), ...change };
  const next = renderEngine(engine, exampleTarget);
  return editEngineFiles({ current, next, target: exampleTarget });
}

const contentOf = (files: RenderedFile[], path: string) =>
  files.find(file => file.path === path)?.content;

describe('editEngineFiles', () => {
  it('is the new rendering where nobody edited by hand', () => {
    const input = { ...exampleEngine, pools: [{ ...judge, maxReplicas: 9 }] };
    const merged = edit(inGit(), input);
    expect(merged.files).toEqual(renderEngine(input, exampleTarget));
    expect(merged.removed).toEqual([LLAMA]);
  });

  it('leaves every byte alone when nothing changes', () => {
    const current = inGit({
      [VALUES]: content => `${content}\n\n\nmine:   {a: 1}   # odd\n`,
      [README]: content => `${content}\nBy hand.\n`,
    });
    expect(edit(current, {}).files).toEqual(current);
  });

  it('keeps comments, order, added keys and added files', () => {
    const mine = { path: `${FOLDER}/manifests/mine.yaml`, content: 'a: 1\n' };
    const current = [
      ...inGit({
        [VALUES]: content =>
          content
            .replace('maxReplicaCount: 6', 'maxReplicaCount: 6 # for the fair')
            .replace(
              `    - name: ${judge.name}`,
              `    # Judges answers.\n    - extra: [a, b]\n      name: ${judge.name}`,
            )
            .concat('\n# Ours.\ntensorboard:\n  enabled: true\n'),
        [LLAMA]: content =>
          content.replace('maxReplicaCount: 6', 'maxReplicaCount: 6 # fair'),
      }),
      mine,
    ];
    const { files, removed, kept } = edit(current, {
      pools: [{ ...llama, maxReplicas: 9 }, judge],
    });
    const values = contentOf(files, VALUES);
    expect(values).toContain('maxReplicaCount: 9 # for the fair\n');
    expect(values).toContain('    # Judges answers.\n    - extra: [a, b]\n');
    expect(values).toContain('\n# Ours.\ntensorboard:\n  enabled: true\n');
    expect(contentOf(files, LLAMA)).toContain('maxReplicaCount: 9 # fair\n');
    expect(files).toContainEqual(mine);
    expect({ removed, kept }).toEqual({ removed: [], kept: [] });
  });

  it('adds and removes pools between hand edits', () => {
    const current = inGit({
      [VALUES]: content => content.replace('rootUrl', '# By hand.\n  rootUrl'),
      [`${FOLDER}/catalog-info.yaml`]: content => `# Ours.\n${content}`,
    });
    const added = { ...judge, name: 'mistral' };
    const { files, removed } = edit(current, { pools: [llama, added] });
    const values = contentOf(files, VALUES) ?? '';
    expect(values).toContain('# By hand.\n');
    const { computePool } = parse(values).harmony;
    expect(computePool.map(({ name }: { name: string }) => name)).toEqual([
      llama.name,
      'mistral',
    ]);
    expect(removed).toEqual([JUDGE]);
    const catalog = contentOf(files, `${FOLDER}/catalog-info.yaml`) ?? '';
    expect(catalog).toMatch(/^# Ours\.\n/);
    expect(parseAllDocuments(catalog).map(document => document.toJS())).toEqual(
      parseAllDocuments(
        contentOf(
          renderEngine(
            { ...exampleEngine, pools: [llama, added] },
            exampleTarget,
          ),
          `${FOLDER}/catalog-info.yaml`,
        ) ?? '',
      ).map(document => document.toJS()),
    );
  });

  it('puts new pools where they are rendered, between comments and additions', () => {
    const mistral = { ...judge, name: 'mistral' };
    const gemma = { ...judge, name: 'gemma' };
    const current = inGit({
      [VALUES]: content =>
        content
          .replace(
            `    - name: ${judge.name}`,
            `    # Judges answers.\n    - name: ${judge.name}`,
          )
          .replace(
            'sandkasten:',
            '    - name: mine # ours\n  # End.\nsandkasten:',
          ),
    });
    // A pool of people's own is none of the engine that was asked for.
    const previous = renderEngine(exampleEngine, exampleTarget);
    const next = renderEngine(
      { ...exampleEngine, pools: [gemma, llama, mistral, judge] },
      exampleTarget,
    );
    const { files } = mergeEngineFiles({ previous, next, current });
    const values = contentOf(files, VALUES) ?? '';
    expect(
      parse(values).harmony.computePool.map(
        ({ name }: { name: string }) => name,
      ),
    ).toEqual(['gemma', 'llama-70b', 'mistral', 'judge', 'mine']);
    expect(values).toContain('    # Judges answers.\n    - name: judge\n');
    expect(values).toContain('    - name: mine # ours\n');
  });

  it('gives pools that change places the new order, comments included', () => {
    const current = inGit({
      [VALUES]: content =>
        content.replace(
          `    - name: ${judge.name}`,
          `    - name: mine\n    # Judges answers.\n    - name: ${judge.name}`,
        ),
    });
    const { files } = mergeEngineFiles({
      previous: renderEngine(exampleEngine, exampleTarget),
      next: renderEngine(
        { ...exampleEngine, pools: [judge, llama] },
        exampleTarget,
      ),
      current,
    });
    const values = contentOf(files, VALUES) ?? '';
    expect(
      parse(values).harmony.computePool.map(
        ({ name }: { name: string }) => name,
      ),
    ).toEqual(['judge', 'mine', 'llama-70b']);
    expect(values).toContain('    # Judges answers.\n    - name: judge\n');
  });

  it('keeps an order that people chose where the change has none', () => {
    const swapped = { ...exampleEngine, pools: [judge, llama] };
    const current = renderEngine(swapped, exampleTarget);
    const { files } = mergeEngineFiles({
      previous: renderEngine(exampleEngine, exampleTarget),
      next: renderEngine(
        { ...exampleEngine, pools: [llama, { ...judge, maxReplicas: 9 }] },
        exampleTarget,
      ),
      current,
    });
    expect(
      parse(contentOf(files, VALUES) ?? '').harmony.computePool,
    ).toMatchObject([
      { name: judge.name, maxReplicaCount: 9 },
      { name: llama.name },
    ]);
  });

  it('makes a change on top of values that people changed by hand', () => {
    const current = inGit({
      [JUDGE]: content =>
        content.replace('maxReplicaCount: 2', 'maxReplicaCount: 5'),
    });
    const pools = extractEngine(current).pools.map(pool =>
      pool.name === judge.name ? { ...pool, minReplicas: 2 } : pool,
    );
    const { files } = edit(current, { pools });
    expect(contentOf(files, JUDGE)).toContain('minReplicaCount: 2\n');
    expect(contentOf(files, JUDGE)).toContain('maxReplicaCount: 5\n');
  });

  it('quotes what a reader of YAML 1.1 would take for a switch', () => {
    const current = inGit({ [VALUES]: content => `# Ours.\n${content}` });
    const pools = [{ ...llama, nodeSelector: { gpu: 'on' } }, judge];
    const values = contentOf(edit(current, { pools }).files, VALUES);
    expect(values).toContain('gpu: "on"\n');
  });

  it('takes away what was ours in a map, and nothing else', () => {
    const pools = [{ ...llama, nodeSelector: { gpu: 'h100' } }, judge];
    const input = { ...exampleEngine, pools };
    const files = renderEngine(input, exampleTarget);
    const current = inGit(
      {
        [VALUES]: content =>
          content.replace('gpu: h100', 'gpu: h100\n        a: b'),
      },
      input,
    );
    const next = renderEngine(
      { ...input, pools: [{ ...llama, nodeSelector: undefined }, judge] },
      exampleTarget,
    );
    const merged = mergeEngineFiles({ previous: files, next, current });
    const { computePool } = parse(
      contentOf(merged.files, VALUES) ?? '',
    ).harmony;
    expect(computePool[0].nodeSelector).toEqual({ a: 'b' });
  });

  it('refuses to change what people changed to something else', () => {
    const target = {
      ...exampleTarget,
      autoscaling: { ...exampleTarget.autoscaling, rateWindow: '9m' },
    };
    const current = inGit({
      [LLAMA]: content => content.replace(/query: .*/, 'query: vector(1)'),
    });
    const failure = () =>
      mergeEngineFiles({
        previous: renderEngine(exampleEngine, exampleTarget),
        next: renderEngine(exampleEngine, target),
        current,
      });
    expect(failure).toThrow('what people changed by hand; make it there');
    expect(failure).toThrow(
      `- ${LLAMA}: spec.triggers[0].metadata.query is "vector(1)"`,
    );
  });

  it('says which file has the object that it would write again', () => {
    const moved = { path: `${FOLDER}/manifests/mine.yaml`, content: '' };
    const current = inGit({ [JUDGE]: null });
    moved.content = contentOf(inGit(), JUDGE) ?? '';
    expect(() =>
      edit([...current, moved], {
        pools: [llama, { ...judge, maxReplicas: 7 }],
      }),
    ).toThrow(`${JUDGE} is to be written, but its object is in ${moved.path}`);
  });

  it('writes over no file that is not ours', () => {
    const path = `${FOLDER}/manifests/scaledobject-mistral.yaml`;
    expect(() =>
      edit([...inGit(), { path, content: 'a: 1\n' }], {
        pools: [llama, judge, { ...judge, name: 'mistral' }],
      }),
    ).toThrow(`${path} is there already, with other content`);
  });

  it('leaves a README that people rewrote, or took away, alone', () => {
    const pools = [llama];
    const rewritten = edit(inGit({ [README]: () => 'Ours.\n' }), { pools });
    expect(contentOf(rewritten.files, README)).toBe('Ours.\n');
    expect(rewritten.kept).toEqual([README]);
    const gone = edit(inGit({ [README]: null }), { pools });
    expect(contentOf(gone.files, README)).toBeUndefined();
  });

  it('refuses what is no YAML, with the file', () => {
    const files = inGit();
    const current = inGit({ [VALUES]: () => 'a: [b' });
    expect(() =>
      mergeEngineFiles({
        previous: files,
        next: renderEngine({ ...exampleEngine, pools: [llama] }, exampleTarget),
        current,
      }),
    ).toThrow(`${VALUES} is no YAML`);
  });

  it('brings any engine to any other of the same name, comments and additions included', () => {
    fc.assert(
      fc.property(arbitraryEngine, arbitraryEngine, (before, other) => {
        const { name, cluster, namespace } = before;
        const after = { ...other, name, cluster, namespace };
        const current = renderEngine(before, exampleTarget).map(file =>
          file.path.endsWith('.yaml')
            ? { ...file, content: `# By hand.\n${file.content}` }
            : file,
        );
        const next = renderEngine(after, exampleTarget);
        const { files, removed } = editEngineFiles({
          current,
          next,
          target: exampleTarget,
        });
        expect(extractEngine(files)).toEqual(extractEngine(next));
        expect(files.map(({ path }) => path)).toEqual(
          next.map(({ path }) => path),
        );
        for (const { path } of current) {
          expect(
            removed.includes(path) ||
              !path.endsWith('.yaml') ||
              contentOf(files, path)?.startsWith('# By hand.\n'),
          ).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});
