import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { extractEngine } from '../extract';
import { renderEngine } from '../render';
import { changeEngine, type EngineChange } from './changeEngine';
import { editEngineFiles } from './mergeEngineFiles';
import { pausedPools, pausePools } from './pausedPools';

const state = { engine: exampleEngine, pausedPools: [] };
const [llama, judge] = exampleEngine.pools;
const change = (value: EngineChange) => changeEngine(state, value);

describe('changeEngine', () => {
  it('changes what it is told of a pool and keeps the rest', () => {
    const { engine } = change({
      setPools: [{ name: 'LLAMA-70b', maxReplicas: 9 }],
    });
    expect(engine).toEqual({
      ...exampleEngine,
      pools: [{ ...llama, maxReplicas: 9 }, judge],
    });
  });

  it('adds and removes pools', () => {
    const mistral = {
      name: 'mistral',
      minReplicas: 1,
      maxReplicas: 2,
      gpusPerReplica: 4,
    };
    expect(
      change({ setPools: [mistral], removePools: ['judge'] }).engine.pools,
    ).toEqual([llama, mistral]);
  });

  it('changes the chart version inside one shape', () => {
    expect(change({ chartVersion: '0.22.0' }).engine.chartVersion).toBe(
      '0.22.0',
    );
    expect(() => change({ chartVersion: '0.28.0' })).toThrow(
      "change.chartVersion is '0.28.0', where pools are statefulsets",
    );
  });

  it('pauses and resumes all pools or some', () => {
    const paused = change({ autoscaling: { action: 'pause' } });
    expect(paused.pausedPools).toEqual(['llama-70b', 'judge']);
    const resumed = changeEngine(paused, {
      autoscaling: { action: 'resume', pools: ['judge'] },
    });
    expect(resumed.pausedPools).toEqual(['llama-70b']);
    expect(
      changeEngine(resumed, { removePools: ['llama-70b'] }).pausedPools,
    ).toEqual([]);
  });

  it.each<[string, EngineChange, string]>([
    [
      'an unknown pool',
      { removePools: ['judge', 'x'] },
      "change.removePools[1] is \"x\", and the engine has no such pool; accepted are 'llama-70b', 'judge'",
    ],
    [
      'the last pool',
      { removePools: ['judge', 'llama-70b'] },
      'without a pool',
    ],
    [
      'half a pool',
      { setPools: [{ name: 'x', maxReplicas: 1 }] },
      "change.setPools[0] 'x' is a new pool; it needs minReplicas",
    ],
    [
      'an unknown pool to pause',
      { autoscaling: { action: 'pause', pools: ['x'] } },
      'change.autoscaling.pools[0] is "x"',
    ],
    ['a version outside the table', { chartVersion: '9.0.0' }, '9.0.0'],
  ])('refuses %s', (_, value, message) => {
    expect(() => change(value)).toThrow(message);
  });
});

describe('pausePools', () => {
  const files = renderEngine(exampleEngine, exampleTarget);
  const edit = (current: typeof files, pools: string[]) =>
    editEngineFiles({
      current,
      next: pausePools(files, exampleEngine, pools),
      target: exampleTarget,
    }).files;

  it('is read back, and is no part of the engine itself', () => {
    const paused = pausePools(files, exampleEngine, ['judge']);
    expect(pausedPools(paused)).toEqual(['judge']);
    expect(extractEngine(paused)).toEqual(extractEngine(files));
    expect(pausedPools(files)).toEqual([]);
    expect(
      paused.filter(({ content }, index) => content !== files[index].content),
    ).toEqual([
      {
        path: 'engines/eu-1/team-chat/chat/manifests/scaledobject-judge.yaml',
        content: expect.stringContaining(
          '    autoscaling.keda.sh/paused: "true"\n',
        ),
      },
    ]);
  });

  it('pauses and resumes in files that people edited', () => {
    const current = files.map(({ path, content }) => ({
      path,
      content: path.endsWith('.yaml') ? `# By hand.\n${content}` : content,
    }));
    const paused = edit(current, ['judge']);
    expect(pausedPools(paused)).toEqual(['judge']);
    expect(edit(paused, ['judge'])).toEqual(paused);
    expect(edit(paused, [])).toEqual(current);
  });

  it('refuses what it cannot pause', () => {
    expect(() => pausePools(files, exampleEngine, ['x'])).toThrow(
      "Pool \"x\" cannot be paused, as the engine has no such pool; accepted are 'llama-70b', 'judge'",
    );
    const off = { ...exampleEngine, autoscaling: { mode: 'off' as const } };
    expect(() =>
      pausePools(renderEngine(off, exampleTarget), off, ['judge']),
    ).toThrow("Autoscaling of engine 'chat' is off");
  });
});
