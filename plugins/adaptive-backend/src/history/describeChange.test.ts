import {
  LIVE,
  mockEngine,
  mockPool,
} from '../__testUtils__/FakeEnginesService';
import { describeChange } from './describeChange';
import { type EngineState, observeEngine } from './observation';

const AT = Date.parse('2026-08-01T00:00:00Z');

function observe(...[ref, change]: Parameters<typeof mockEngine>) {
  const observation = observeEngine(mockEngine(ref, change), AT);
  if (!observation) throw new Error('nothing to observe');
  return observation;
}

/** The state after the first observation of an engine. */
function remembered(change: Parameters<typeof mockEngine>[1]): EngineState {
  const { state } = describeChange(undefined, observe('eu-1/a/b', change));
  if (!state) throw new Error('no state');
  return state;
}

const kinds = (entries: ReadonlyArray<{ kind: string; pool?: string }>) =>
  entries.map(({ kind, pool }) => (pool ? `${kind} ${pool}` : kind));

const problem = {
  code: 'crash-loop',
  severity: 'critical' as const,
  pool: 'llama-70b',
  sentence: 'A container crashes again and again.',
  evidence: [],
  remedy: 'Look at its log.',
};

describe('describeChange', () => {
  it('tells of pools that come and go', () => {
    const before = remembered({ computePools: [mockPool({ name: 'old' })] });
    const { entries } = describeChange(
      before,
      observe('eu-1/a/b', { computePools: [mockPool({ name: 'new' })] }),
    );
    expect(kinds(entries)).toEqual([
      'replicas new',
      'autoscaling new',
      'poolStatus new',
      'replicas old',
    ]);
    expect(entries[0]).not.toHaveProperty('before');
    expect(entries[3]).not.toHaveProperty('replicas');
  });

  it('tells of a pause and of its end', () => {
    const with_ = (paused: boolean) => ({
      computePools: [mockPool({ autoscaling: { mode: 'keda', paused } })],
    });
    const { entries } = describeChange(
      remembered(with_(false)),
      observe('eu-1/a/b', with_(true)),
    );
    expect(entries).toEqual([
      {
        kind: 'autoscaling',
        pool: 'llama-70b',
        autoscaling: { mode: 'keda', paused: true, fallbackActive: false },
        before: { mode: 'keda', paused: false, fallbackActive: false },
      },
    ]);
  });

  describe('of conditions', () => {
    const limited = (status: 'True' | 'False', reason: string) => ({
      computePools: [
        mockPool({
          conditions: [
            { of: 'hpa', type: 'ScalingLimited', status, reason },
            { of: 'scaledObject', type: 'Ready', status: 'True' },
          ],
        }),
      ],
    });
    const normal = limited('False', 'DesiredWithinRange');

    it('tells when one changes, with its reason', () => {
      const { entries } = describeChange(
        remembered(normal),
        observe('eu-1/a/b', limited('True', 'TooManyReplicas')),
      );
      expect(entries).toEqual([
        {
          kind: 'condition',
          pool: 'llama-70b',
          of: 'hpa',
          type: 'ScalingLimited',
          status: 'True',
          before: 'False',
          reason: 'TooManyReplicas',
        },
      ]);
    });

    it('tells nothing of one that is absent for a moment, and what it is then', () => {
      const bare = { computePools: [mockPool({ conditions: [] })] };
      const absent = describeChange(
        remembered(normal),
        observe('eu-1/a/b', bare),
      );
      expect(absent.entries).toEqual([]);
      const back = (status: 'True' | 'False') =>
        describeChange(absent.state, observe('eu-1/a/b', limited(status, 'x')))
          .entries;
      expect(back('False')).toEqual([]);
      expect(back('True')).toMatchObject([{ status: 'True', before: 'False' }]);
      const fresh = describeChange(
        remembered(bare),
        observe('eu-1/a/b', normal),
      );
      expect(fresh.entries).toEqual([]);
    });

    it('takes the absence of a failure of replicas for its end', () => {
      const failing = {
        computePools: [
          mockPool({
            conditions: [
              { of: 'workload', type: 'ReplicaFailure', status: 'True' },
            ],
          }),
        ],
      };
      const well = { computePools: [mockPool({ conditions: [] })] };
      const begun = describeChange(
        remembered(well),
        observe('eu-1/a/b', failing),
      );
      const ended = describeChange(begun.state, observe('eu-1/a/b', well));
      expect(begun.entries).toMatchObject([
        { status: 'True', before: 'False' },
      ]);
      expect(ended.entries).toMatchObject([
        { status: 'False', before: 'True' },
      ]);
    });

    it('tells nothing of another reason, nor of a pool that is new', () => {
      const other = observe('eu-1/a/b', limited('False', 'SomethingElse'));
      expect(describeChange(remembered(normal), other).entries).toEqual([]);
      const { entries } = describeChange(undefined, other);
      expect(entries.map(({ kind }) => kind)).not.toContain('condition');
    });

    it('tells nothing where an older version remembered none', () => {
      const state = remembered(normal);
      delete state?.pools['llama-70b'].conditions;
      const change = describeChange(state, observe('eu-1/a/b', normal));
      expect(change.entries).toEqual([]);
      expect(change.state?.pools['llama-70b'].conditions).toEqual({
        'hpa ScalingLimited': 'False',
        'scaledObject Ready': 'True',
      });
    });
  });

  it('calls a problem replaced by one that says the same of the pool', () => {
    const timeouts = {
      ...problem,
      code: 'timeouts-above-threshold',
      sentence: '11 % time out.',
    };
    const whilePaused = {
      ...problem,
      code: 'timeouts-with-nothing-scaling',
      sentence: '33 % time out, and nothing scales this pool.',
    };
    const cleared = (...problems: (typeof problem)[]) =>
      describeChange(
        remembered({ problems: [timeouts] }),
        observe('eu-1/a/b', { problems }),
      ).entries[0];
    expect(cleared(whilePaused)).toMatchObject({
      kind: 'problemCleared',
      sentence: timeouts.sentence,
      replacedBy: whilePaused.sentence,
    });
    for (const others of [[], [problem], [{ ...whilePaused, pool: 'b' }]]) {
      expect(cleared(...others)).toMatchObject({ kind: 'problemCleared' });
      expect(cleared(...others)).not.toHaveProperty('replacedBy');
    }
  });

  it('counts several problems of one code and pool as one, by the worst', () => {
    const before = remembered({});
    const { entries, state } = describeChange(
      before,
      observe('eu-1/a/b', {
        problems: [problem, { ...problem, sentence: 'Another one too.' }],
      }),
    );
    expect(entries).toEqual([
      {
        kind: 'problemRaised',
        code: 'crash-loop',
        severity: 'critical',
        pool: 'llama-70b',
        sentence: problem.sentence,
        since: '2026-08-01T00:00:00.000Z',
      },
    ]);
    expect(Object.keys(state?.problems ?? {})).toHaveLength(1);
  });

  it('gives no metric as the reason where nothing scales', () => {
    const sized = (desired: number) => ({
      computePools: [
        mockPool({
          autoscaling: { mode: 'none' },
          replicas: { ...mockPool().replicas, desired },
        }),
      ],
    });
    const { entries } = describeChange(
      remembered(sized(2)),
      observe('eu-1/a/b', sized(4)),
    );
    expect(entries[0]).toMatchObject({
      kind: 'scale',
      to: 4,
      reason: 'The workload was changed; nothing scales this pool.',
    });
  });

  it('makes no scale event of a size that was unknown', () => {
    const { desired: _, ...unknown } = mockPool().replicas;
    const before = remembered({
      computePools: [mockPool({ replicas: unknown })],
    });
    const { entries } = describeChange(before, observe('eu-1/a/b'));
    expect(kinds(entries)).toEqual(['replicas llama-70b']);
  });

  it('is not misled by names that every object has', () => {
    const named = { computePools: [mockPool({ name: 'constructor' })] };
    const { entries } = describeChange(
      remembered({ computePools: [] }),
      observe('eu-1/a/b', named),
    );
    expect(entries[0]).toEqual(
      expect.objectContaining({ kind: 'replicas', pool: 'constructor' }),
    );
    expect(entries[0]).not.toHaveProperty('before');
    expect(
      describeChange(remembered(named), observe('eu-1/a/b', named)).entries,
    ).toEqual([]);
  });

  it('leads from any state to the next without a contradiction', () => {
    const scaled = remembered({
      status: 'degraded',
      problems: [problem],
      freshness: LIVE,
    });
    const observation = observe('eu-1/a/b');
    const { state } = describeChange(scaled, observation);
    expect(describeChange(state, observation).entries).toEqual([]);
  });
});
