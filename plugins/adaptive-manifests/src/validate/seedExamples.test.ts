import { parse } from 'yaml';
import type { EngineInput, Finding, RenderTarget } from '../model';
import { checkEngineInput } from '../parse';
import { engineValues, renderEngine } from '../render';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import {
  PART_EXAMPLES,
  SCALING_EXAMPLES,
  type SeedExample,
} from '../__testUtils__/seedExamples';
import { validateEngine } from './validateEngine';

const { nodeSelector: _, ...first } = exampleEngine.pools[0];
const BASE: EngineInput = {
  ...exampleEngine,
  chartVersion: '0.21.0',
  autoscaling: { mode: 'off' },
  pools: [{ ...first, maxReplicas: first.minReplicas }],
};

/** A cluster without a KEDA of its own. */
const TARGET: RenderTarget = { ...exampleTarget, autoscaling: {} };

function judged(engine: SeedExample['engine']): {
  input?: EngineInput;
  errors: Finding[];
} {
  const { input, findings } = checkEngineInput({ ...BASE, ...engine });
  const all = input ? validateEngine(input, TARGET) : findings;
  return {
    input,
    errors: all.filter(({ severity }) => severity === 'error'),
  };
}

const EXAMPLES = [...PART_EXAMPLES, ...SCALING_EXAMPLES];
const reachable = EXAMPLES.filter(({ refused }) => !refused);
const refusals = EXAMPLES.flatMap(({ title, engine, refused }) =>
  refused ? [{ title, engine, rule: refused[0], words: refused[1] }] : [],
);

describe("examples of the chart's documentation", () => {
  it.each(reachable)('reaches: $title', ({ engine, values }) => {
    const { input, errors } = judged(engine);
    expect(errors).toEqual([]);
    expect(input && engineValues(input)).toMatchObject(values ?? {});
  });

  it.each(refusals)('refuses: $title', ({ engine, rule, words }) => {
    const { errors } = judged(engine);
    const found = errors.find(error => error.rule === rule);
    expect(errors.map(error => error.rule)).toContain(rule);
    expect(`${found?.sentence} ${found?.remedy}`).toContain(words);
  });

  it('reaches Grafana below the address of the engine', () => {
    const { input, errors } = judged({
      monitoring: { storage: { size: '2Gi', storageClass: 'your-class' } },
    });
    expect(errors).toEqual([]);
    const files = input ? renderEngine(input, TARGET) : [];
    const file = files.find(({ path }) => path.endsWith('monitoring.yaml'));
    expect(parse(file?.content ?? '')).toEqual({
      grafana: {
        proxy: { enable: true, domain: 'chat.example.com', scheme: 'https' },
        enablePersistence: true,
        storageClass: 'your-class',
        pvc: { size: '2Gi' },
      },
    });
    const application = files.find(({ path }) =>
      path.startsWith('applications'),
    );
    expect(parse(application?.content ?? '').spec.sources[1]).toMatchObject({
      chart: 'monitoring',
      targetRevision: '0.2.1',
      helm: { releaseName: 'chat-monitoring' },
    });
  });

  it('reaches the NetworkPolicy of Sandkasten as a manifest', () => {
    const { input, errors } = judged({
      sandkasten: {
        networkPolicy: { allowed: [{ cidr: '10.50.0.0/16', port: 5432 }] },
      },
    });
    expect(errors).toEqual([]);
    const policy = (input ? renderEngine(input, TARGET) : []).find(({ path }) =>
      path.endsWith('networkpolicy-sandkasten.yaml'),
    );
    const { spec } = parse(policy?.content ?? '');
    expect(spec.podSelector.matchLabels['app.kubernetes.io/component']).toBe(
      'sandkasten',
    );
    expect(spec.egress.at(-1)).toEqual({
      to: [{ ipBlock: { cidr: '10.50.0.0/16' } }],
      ports: [{ protocol: 'TCP', port: 5432 }],
    });
    expect(JSON.stringify(spec.egress)).toContain('"169.254.0.0/16"');
  });
});
