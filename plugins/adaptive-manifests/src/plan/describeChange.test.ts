import { renderEngine } from '../render';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { describeChange } from './describeChange';

const files = renderEngine(exampleEngine, exampleTarget);

describe('describeChange', () => {
  it('describes a new engine with all its files and GPUs', () => {
    const change = describeChange([], files);
    expect(change.files.map(file => file.change)).toEqual(
      files.map(() => 'added'),
    );
    // 8 GPUs × 2 to 6, and 1 GPU × 1 to 2.
    expect(change.gpus).toEqual({
      before: undefined,
      after: { min: 17, max: 50 },
    });
  });

  it('describes nothing when nothing changes', () => {
    expect(describeChange(files, files).files).toEqual([]);
  });

  it('shows the lines of a changed pool', () => {
    const after = renderEngine(
      {
        ...exampleEngine,
        pools: [{ ...exampleEngine.pools[0], maxReplicas: 9 }],
      },
      exampleTarget,
    );
    const change = describeChange(files, after);
    expect(change.gpus).toEqual({
      before: { min: 17, max: 50 },
      after: { min: 16, max: 72 },
    });
    expect(change.files.map(file => [file.change, file.path])).toEqual([
      ['changed', 'applications/eu-1/team-chat.chat.yaml'],
      ['changed', 'engines/eu-1/team-chat/chat/README.md'],
      ['changed', 'engines/eu-1/team-chat/chat/catalog-info.yaml'],
      [
        'removed',
        'engines/eu-1/team-chat/chat/manifests/scaledobject-judge.yaml',
      ],
      [
        'changed',
        'engines/eu-1/team-chat/chat/manifests/scaledobject-llama-70b.yaml',
      ],
      ['changed', 'engines/eu-1/team-chat/chat/values.yaml'],
    ]);
    const scaledObject = change.files[4];
    expect(scaledObject.diff).toContain(
      '-  maxReplicaCount: 6\n+  maxReplicaCount: 9\n',
    );
    expect(scaledObject.diff).toMatch(/^--- a\/engines/);
  });

  it('counts pools that nothing scales at their smallest', () => {
    const fixed = renderEngine(
      { ...exampleEngine, autoscaling: { mode: 'off' } },
      exampleTarget,
    );
    expect(describeChange(files, fixed).gpus.after).toEqual({
      min: 17,
      max: 17,
    });
  });

  it('gives no GPU count for files that are no engine', () => {
    expect(
      describeChange([{ path: 'a/values.yaml', content: 'a: 1\n' }], []).gpus,
    ).toEqual({ before: undefined, after: undefined });
  });
});
