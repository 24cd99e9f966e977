import fc from 'fast-check';
import { chartCapabilities } from '../capabilities';
import type { EngineInput, PoolInput } from '../model';
import { renderEngine } from '../render';
import { arbitraryFullEngine } from '../__testUtils__/arbitraryEngine';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { extractEngine } from './extractEngine';

/** Leaves out what renders to nothing, and defaults that were written out. */
function normalised(input: EngineInput): EngineInput {
  const { scalable } = chartCapabilities(input.chartVersion).pools;
  const off = input.autoscaling.mode === 'off';
  const { ttftTimeoutThreshold, coolDownSeconds } = input.autoscaling;
  const pools = input.pools.map(pool => {
    const { requestsPerSecondPerReplica, resources, ...rest } = pool;
    const kept: PoolInput = {
      ...rest,
      maxReplicas: scalable ? pool.maxReplicas : pool.minReplicas,
    };
    if (!off && requestsPerSecondPerReplica !== undefined) {
      kept.requestsPerSecondPerReplica = requestsPerSecondPerReplica;
    }
    if (resources && !(resources.cpu === 30 && resources.memory === '500Gi')) {
      kept.resources = resources;
    }
    return kept;
  });
  const autoscaling: EngineInput['autoscaling'] = {
    mode: input.autoscaling.mode,
  };
  if (
    !off &&
    ttftTimeoutThreshold !== undefined &&
    ttftTimeoutThreshold !== 0.1
  ) {
    autoscaling.ttftTimeoutThreshold = ttftTimeoutThreshold;
  }
  if (!off && coolDownSeconds !== undefined && coolDownSeconds !== 1800) {
    autoscaling.coolDownSeconds = coolDownSeconds;
  }
  return { ...input, pools, autoscaling };
}

describe('extractEngine', () => {
  it('reads the example back', () => {
    expect(extractEngine(renderEngine(exampleEngine, exampleTarget))).toEqual(
      exampleEngine,
    );
  });

  it('reads any valid engine back from its files, which then render alike', () => {
    fc.assert(
      fc.property(arbitraryFullEngine, input => {
        const files = renderEngine(input, exampleTarget);
        const extracted = extractEngine(files);
        expect(extracted).toEqual(normalised(input));
        const values = (rendered: typeof files) =>
          rendered.filter(({ path }) => !path.endsWith('README.md'));
        expect(values(renderEngine(extracted, exampleTarget))).toEqual(
          values(files),
        );
      }),
    );
  });

  it('follows the edits that people make by hand', () => {
    const files = renderEngine(exampleEngine, exampleTarget).map(file =>
      file.path.endsWith('scaledobject-judge.yaml')
        ? {
            ...file,
            content: file.content.replace(
              'maxReplicaCount: 2',
              'maxReplicaCount: 5 # for the fair',
            ),
          }
        : file,
    );
    expect(extractEngine(files).pools[1].maxReplicas).toBe(5);
  });

  it.each([
    ['values.yaml', 'No values.yaml is among the files'],
    ['catalog-info.yaml', 'No catalog Component is among the files'],
    ['team-chat.chat.yaml', 'No Argo CD Application is among the files'],
  ])('says when %s is missing', (name, message) => {
    const files = renderEngine(exampleEngine, exampleTarget).filter(
      ({ path }) => !path.endsWith(name),
    );
    expect(() => extractEngine(files)).toThrow(message);
  });

  it('says when a file is no YAML, too large, or was emptied of what an engine needs', () => {
    const files = renderEngine(exampleEngine, exampleTarget);
    const replaced = (content: string) =>
      files.map(file =>
        file.path.endsWith('/values.yaml') ? { ...file, content } : file,
      );
    expect(() => extractEngine(replaced('a: [b'))).toThrow('is no YAML');
    expect(() => extractEngine(replaced('a'.repeat(1_000_001)))).toThrow(
      'accepted are at most 1000000',
    );
    expect(() => extractEngine(replaced('harmony: {}\n'))).toThrow(
      'rootUrl is missing',
    );
  });
});
