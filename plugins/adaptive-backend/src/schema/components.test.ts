import type { HistoryEntry } from '@adaptive-portal/plugin-adaptive-common';
import { listPools } from '../service/listPools';
import { listProblems } from '../service/listProblems';
import { summarizeEngine } from '../service/summarizeEngine';
import { deviations, unseenFields } from './__testUtils__/deviations';
import { fullEngines } from './__testUtils__/fullEngines';
import { schemas } from './components';
import { ref } from './schemaParts';

/** As it is sent. */
function sent(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer));
}

describe('the schemas of the answers', () => {
  const engines = fullEngines();

  it.each<[string, unknown[]]>([
    ['Engine', engines],
    ['EngineSummary', engines.map(summarizeEngine)],
    ['PoolsResponse', [listPools(engines, {})]],
    ['ProblemsResponse', [listProblems(engines, {})]],
  ])('name every field of %s', (name, answers) => {
    for (const answer of answers) {
      expect(deviations(sent(answer), schemas[name])).toEqual([]);
    }
  });

  it('are compared with engines in which every field occurs', () => {
    expect(unseenFields(engines.map(sent), ref('Engine'))).toEqual([]);
  });

  it.each<HistoryEntry>([
    {
      id: '1',
      at: '2026-11-22T14:00:00Z',
      kind: 'scale',
      pool: 'a',
      from: 1,
      to: 2,
      reason: 'Timeouts.',
      ttftTimeoutRatio: 0.3,
      threshold: 0.1,
      limitedBy: 'hpa',
    },
    {
      id: '2',
      at: '2026-11-22T14:00:00Z',
      kind: 'gap',
      from: '2026-11-22T13:00:00Z',
      reason: 'No backend ran.',
    },
    {
      id: '3',
      at: '2026-11-22T14:00:00Z',
      kind: 'poolStatus',
      pool: 'a',
      status: 'healthy',
      before: 'starting',
      reason: 'All ready.',
    },
    {
      id: '4',
      at: '2026-11-22T14:00:00Z',
      kind: 'autoscaling',
      pool: 'a',
      autoscaling: { mode: 'keda', paused: true, fallbackActive: false },
      before: { mode: 'keda', paused: false, fallbackActive: false },
    },
    {
      id: '5',
      at: '2026-11-22T14:00:00Z',
      kind: 'condition',
      pool: 'a',
      of: 'hpa',
      type: 'ScalingLimited',
      status: 'True',
      before: 'False',
      reason: 'TooManyReplicas',
    },
  ])('fit the history entry $kind', entry => {
    expect(deviations(entry, schemas.HistoryEntry)).toEqual([]);
  });

  it('refuse what they do not name', () => {
    const [engine] = engines;
    expect(
      deviations({ ...engine.ref, owner: 'x' }, schemas.EngineRef),
    ).toEqual(['$.owner: not in the schema']);
    const { release: _, ...rest } = engine.ref;
    expect(deviations(rest, schemas.EngineRef)).toEqual(['$.release: missing']);
  });
});
