import { renderEngine } from '../render';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import type { EngineInput } from '../model';
import { planEngine } from './planEngine';

function files(change: Partial<EngineInput> = {}) {
  return renderEngine({ ...exampleEngine, ...change }, exampleTarget);
}

function planned(change: Partial<EngineInput>) {
  const input = { ...exampleEngine, ...change };
  return planEngine({
    operation: 'apply',
    before: files(),
    after: renderEngine(input, exampleTarget),
    input,
    target: exampleTarget,
  });
}

const [llama, judge] = exampleEngine.pools;

describe('planEngine', () => {
  it('tells what a new engine brings', () => {
    const plan = planEngine({
      operation: 'apply',
      before: [],
      after: files(),
      input: exampleEngine,
      target: exampleTarget,
    });
    expect(plan.gpus).toEqual({
      after: { min: 17, max: 50 },
      peakWhileRolling: { min: 17, max: 50 },
    });
    expect(
      plan.pools.map(({ pool, before, after }) => [pool, before, after]),
    ).toEqual([
      [
        'llama-70b',
        undefined,
        { min: 2, max: 6, gpusPerReplica: 8, paused: false },
      ],
      [
        'judge',
        undefined,
        { min: 1, max: 2, gpusPerReplica: 1, paused: false },
      ],
    ]);
    expect(new Set(plan.restarts.map(({ effect }) => effect))).toEqual(
      new Set(['added']),
    );
    expect(plan.changes.map(({ change }) => change)).not.toContain('changed');
    expect(plan.findings.filter(({ severity }) => severity !== 'info')).toEqual(
      [],
    );
  });

  it('names the key that changes, and restarts nothing for a new size', () => {
    const plan = planned({ pools: [{ ...llama, maxReplicas: 9 }, judge] });
    expect(plan.changes).toContainEqual({
      kind: 'ScaledObject',
      name: 'team-chat/chat-adaptive-harmony-llama-70b',
      path: 'engines/eu-1/team-chat/chat/manifests/scaledobject-llama-70b.yaml',
      change: 'changed',
      keys: [
        { key: 'spec.maxReplicaCount', change: 'changed', before: 6, after: 9 },
      ],
    });
    expect(plan.restarts.map(({ effect }) => effect)).toEqual(
      plan.restarts.map(() => 'left'),
    );
    expect(plan.gpus.peakWhileRolling).toEqual({ min: 17, max: 74 });
  });

  it('rolls the pods of a pool whose image changes, with a quarter more meanwhile', () => {
    const plan = planned({ pools: [{ ...llama, imageTag: 'v0.15.0' }, judge] });
    const rolled = plan.restarts.filter(({ effect }) => effect === 'restarted');
    expect(rolled).toEqual([
      {
        workload: 'Deployment/chat-adaptive-harmony-llama-70b',
        pool: 'llama-70b',
        effect: 'restarted',
        pods: { min: 2, max: 6 },
        reasons: [
          'spec.containers[harmony].image',
          'spec.containers[harmony].env[IMAGE_TAG].value',
        ],
      },
    ]);
    // ceil(25 % of 2) = 1, ceil(25 % of 6) = 2 replicas of 8 GPUs more.
    expect(plan.gpus.peakWhileRolling).toEqual({ min: 25, max: 66 });
    expect(plan.gpus.after).toEqual({ min: 17, max: 50 });
  });

  it('counts both kinds of a pool that the next chart makes anew', () => {
    const plan = planned({
      chartVersion: '0.25.0',
      autoscaling: { mode: 'off' },
    });
    expect(
      plan.restarts.find(({ pool }) => pool === 'llama-70b'),
    ).toMatchObject({
      workload: 'StatefulSet/chat-adaptive-harmony-llama-70b',
      effect: 'replaced',
    });
    expect(plan.gpus.peakWhileRolling).toEqual({ min: 34, max: 67 });
    expect(plan.findings.map(({ rule }) => rule)).toContain('pools-replaced');
  });

  it('takes everything away when an engine is deleted', () => {
    const plan = planEngine({
      operation: 'delete',
      before: files(),
      after: [],
      target: exampleTarget,
    });
    expect(plan.gpus.before).toEqual({ min: 17, max: 50 });
    expect(plan.gpus.after).toBeUndefined();
    expect(plan.files.every(({ change }) => change === 'removed')).toBe(true);
    expect(plan.findings).toEqual([]);
  });

  it('says what order and comments do not change', () => {
    const before = files().map(({ path, content }) => ({
      path,
      content: path.endsWith('/values.yaml')
        ? `# by hand\n${content
            .split(/^(?=\S)/m)
            .reverse()
            .join('')}`
        : content,
    }));
    const plan = planEngine({ operation: 'apply', before, after: files() });
    expect(plan.files).toHaveLength(1);
    expect(plan.changes).toEqual([]);
  });
});
